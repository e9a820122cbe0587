#include "platform/telemetry/line_queue.hpp"

#include <algorithm>
#include <utility>

namespace plaza::telemetry {
namespace {

// Memory that is kept: so many texts, none of them larger.
constexpr std::size_t spare_memory_max = 4;
constexpr std::size_t spare_memory_bytes_max = std::size_t{1024} * 1024;

}  // namespace

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

void LineQueue::give_back_memory(std::string chunk) {
  if (chunk.capacity() > spare_memory_bytes_max) return;
  chunk.clear();
  const std::lock_guard lock(mutex_);
  if (spare_memory_.size() < spare_memory_max) spare_memory_.push_back(std::move(chunk));
}

std::string LineQueue::take_memory() {
  const std::lock_guard lock(mutex_);
  if (spare_memory_.empty()) return {};
  auto memory = std::move(spare_memory_.back());
  spare_memory_.pop_back();
  return memory;
}

std::uint64_t LineQueue::dropped_lines() const {
  const std::lock_guard lock(mutex_);
  return dropped_lines_;
}

}  // namespace plaza::telemetry
