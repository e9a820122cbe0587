#include "platform/telemetry/line_queue.hpp"

#include <algorithm>
#include <utility>

namespace plaza::telemetry {

bool LineQueue::push(std::string lines) {
  const std::lock_guard lock(mutex_);
  const bool was_empty = chunks_.empty();
  bytes_ += lines.size();
  chunks_.push_back(std::move(lines));
  while (bytes_ > bytes_max_) {
    const auto& oldest = chunks_.front();
    dropped_lines_ += static_cast<std::uint64_t>(std::ranges::count(oldest, '\n'));
    bytes_ -= oldest.size();
    chunks_.pop_front();
  }
  return was_empty;
}

std::deque<std::string> LineQueue::take() {
  const std::lock_guard lock(mutex_);
  bytes_ = 0;
  return std::exchange(chunks_, {});
}

std::uint64_t LineQueue::dropped_lines() const {
  const std::lock_guard lock(mutex_);
  return dropped_lines_;
}

}  // namespace plaza::telemetry
