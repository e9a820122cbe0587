#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "platform/telemetry/trace.hpp"

namespace plaza::telemetry {

// The tracer of a process: finished spans wait here for the exporter. Thread-safe.
class SpanQueue final : public Tracer {
 public:
  // `sampling`: share of the traces begun here that are recorded, 0 to 1. Without a place to send spans to (`enabled`
  // false) nothing is recorded, but decisions are made all the same, for those who are called.
  SpanQueue(double sampling, std::size_t spans_max, bool enabled);

  [[nodiscard]] bool sample() override;
  // On any thread.
  void set_sampling(double sampling) { sampling_.store(sampling, std::memory_order_relaxed); }
  void record(Span span) override;
  [[nodiscard]] std::uint64_t dropped_spans() const override { return dropped_.load(std::memory_order_relaxed); }

  // `wake` is called when so many spans wait, on the thread that recorded the last of them. Before anything is
  // recorded.
  void wake_at(std::size_t spans, std::function<void()> wake);

  // The oldest spans, at most so many; they leave the queue.
  [[nodiscard]] std::vector<Span> take(std::size_t spans_max);
  [[nodiscard]] std::size_t size() const;
  // For spans that were taken and could not be sent.
  void count_dropped(std::size_t spans) { dropped_.fetch_add(spans, std::memory_order_relaxed); }

 private:
  std::atomic<double> sampling_;
  const std::size_t spans_max_;
  const bool enabled_;
  std::size_t wake_at_ = 0;
  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::deque<Span> spans_;
  std::atomic<std::uint64_t> dropped_ = 0;
};

}  // namespace plaza::telemetry
