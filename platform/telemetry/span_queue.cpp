#include "platform/telemetry/span_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "platform/core/random.hpp"

namespace plaza::telemetry {

SpanQueue::SpanQueue(double sampling, std::size_t spans_max, bool enabled)
    : sampling_(sampling), spans_max_(spans_max), enabled_(enabled) {}

bool SpanQueue::sample() {
  const auto sampling = sampling_.load(std::memory_order_relaxed);
  if (sampling <= 0) return false;
  if (sampling >= 1) return true;
  // The 53 bits that a double holds exactly, as a number from 0 to below 1.
  constexpr double scale = 1.0 / 9'007'199'254'740'992.0;
  return static_cast<double>(quick_random_bits() >> 11) * scale < sampling;
}

void SpanQueue::wake_at(std::size_t spans, std::function<void()> wake) {
  wake_at_ = spans;
  wake_ = std::move(wake);
}

void SpanQueue::record(Span span) {
  if (!enabled_ || !span.context.sampled) return;
  {
    const std::lock_guard lock(mutex_);
    if (spans_.size() >= spans_max_) return count_dropped(1);
    spans_.push_back(std::move(span));
    if (spans_.size() != wake_at_) return;
  }
  if (wake_) wake_();
}

std::vector<Span> SpanQueue::take(std::size_t spans_max) {
  const std::lock_guard lock(mutex_);
  const auto end = spans_.begin() + static_cast<std::ptrdiff_t>(std::min(spans_max, spans_.size()));
  std::vector<Span> taken(std::make_move_iterator(spans_.begin()), std::make_move_iterator(end));
  spans_.erase(spans_.begin(), end);
  return taken;
}

std::size_t SpanQueue::size() const {
  const std::lock_guard lock(mutex_);
  return spans_.size();
}

}  // namespace plaza::telemetry
