#include "platform/kafka/partition_progress.hpp"

#include <algorithm>

namespace plaza::kafka {

bool PartitionProgress::received(std::int64_t offset, SystemTime timestamp, std::uint64_t bytes) {
  if (position_ && offset < next_) return false;
  if (window_.empty()) position_ = offset;
  window_.push_back({offset, timestamp, bytes, false});
  next_ = offset + 1;
  ++unfinished_;
  unfinished_bytes_ += bytes;
  return true;
}

void PartitionProgress::finished(std::int64_t offset) {
  const auto entry = std::ranges::lower_bound(window_, offset, {}, &Entry::offset);
  if (entry == window_.end() || entry->offset != offset || entry->finished) return;
  entry->finished = true;
  --unfinished_;
  unfinished_bytes_ -= entry->bytes;
  while (!window_.empty() && window_.front().finished) window_.pop_front();
  position_ = window_.empty() ? next_ : window_.front().offset;
}

std::optional<SystemTime> PartitionProgress::oldest() const {
  return window_.empty() ? std::nullopt : std::optional(window_.front().timestamp);
}

}  // namespace plaza::kafka
