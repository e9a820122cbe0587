#include "platform/telemetry/slow_requests.hpp"

#include <utility>

namespace plaza::telemetry {

void SlowRequestOptions::describe(config::Section section) {
  section.live().value("slow_request_ms", threshold, "Requests that take longer are kept for /debug",
                       {.min = 1, .max = 3'600'000});
  section.value("slow_requests_max", kept_max, "As many of them are kept, the latest", {.min = 1, .max = 10'000});
}

void SlowRequests::record(Entry entry) {
  const std::lock_guard lock(mutex_);
  if (entries_.size() == kept_max_) entries_.pop_back();
  entries_.push_front(std::move(entry));
}

std::vector<SlowRequests::Entry> SlowRequests::list() const {
  const std::lock_guard lock(mutex_);
  return {entries_.begin(), entries_.end()};
}

}  // namespace plaza::telemetry
