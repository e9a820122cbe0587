#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "platform/core/clock.hpp"

namespace plaza::kafka {

// Which records of a partition are finished, and up to where that lets the group's position move: records end in any
// order, the position moves only behind those that have all before them finished.
class PartitionProgress {
 public:
  // Records come by rising offsets, with gaps where the log was compacted. False: seen already, nothing is noted.
  bool received(std::int64_t offset, SystemTime timestamp, std::uint64_t bytes);
  void finished(std::int64_t offset);

  // The first record that is not finished; nothing before the first record was received.
  [[nodiscard]] std::optional<std::int64_t> position() const { return position_; }
  // When the oldest unfinished record was made; nothing when all are finished.
  [[nodiscard]] std::optional<SystemTime> oldest() const;
  [[nodiscard]] std::size_t unfinished() const { return unfinished_; }
  [[nodiscard]] std::uint64_t unfinished_bytes() const { return unfinished_bytes_; }
  // Records from the position on, the finished ones among them too.
  [[nodiscard]] std::size_t window() const { return window_.size(); }

 private:
  struct Entry {
    std::int64_t offset;
    SystemTime timestamp;
    std::uint64_t bytes;
    bool finished;
  };
  std::deque<Entry> window_;
  std::optional<std::int64_t> position_;
  std::int64_t next_ = 0;  // behind the last that was received
  std::size_t unfinished_ = 0;
  std::uint64_t unfinished_bytes_ = 0;
};

}  // namespace plaza::kafka
