#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

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

  // The memory of chunks that are written serves the next ones: fresh memory costs a page fault for every ten lines.
  void give_back_memory(std::string chunk);
  [[nodiscard]] std::string take_memory();

 private:
  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::deque<std::string> chunks_;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_lines_ = 0;
  std::vector<std::string> spare_memory_;
};

}  // namespace plaza::telemetry
