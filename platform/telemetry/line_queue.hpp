#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>

namespace plaza::telemetry {

// Chunks of finished lines on their way to the log's writer. Bounded in bytes: the oldest chunks make room, and their
// lines are counted. Thread-safe.
class LineQueue {
 public:
  explicit LineQueue(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // True when the queue was empty before: the writer must be woken.
  bool push(std::string lines);
  // Everything that queues, in order; the queue is empty afterwards.
  [[nodiscard]] std::deque<std::string> take();
  [[nodiscard]] std::uint64_t dropped_lines() const;

 private:
  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::deque<std::string> chunks_;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_lines_ = 0;
};

}  // namespace plaza::telemetry
