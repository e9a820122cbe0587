#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"

namespace plaza::telemetry {

struct SlowRequestOptions {
  milliseconds threshold{500};
  std::uint32_t kept_max = 100;

  void describe(config::Section section);
};

// The latest requests that took longer than a threshold, of all protocols of a process. Thread-safe; for the others,
// the fast ones, it costs a comparison.
class SlowRequests {
 public:
  struct Entry {
    SystemTime ended;
    std::chrono::nanoseconds duration{};
    std::string method;   // "GET", or a service, "pharmacy"
    std::string route;    // "/api/v1/pharmacies/{id}", or a method of it, "search"
    std::string outcome;  // "200", or "DEADLINE_EXCEEDED"
    std::string trace_id;
    std::string request_id;
  };

  explicit SlowRequests(const SlowRequestOptions& options)
      : threshold_(options.threshold), kept_max_(options.kept_max) {}

  [[nodiscard]] bool is_slow(std::chrono::nanoseconds duration) const {
    return duration > threshold_.load(std::memory_order_relaxed);
  }
  void set_threshold(milliseconds threshold) { threshold_.store(threshold, std::memory_order_relaxed); }
  [[nodiscard]] milliseconds threshold() const { return threshold_.load(std::memory_order_relaxed); }

  void record(Entry entry);
  // The latest first.
  [[nodiscard]] std::vector<Entry> list() const;

 private:
  std::atomic<milliseconds> threshold_;
  const std::size_t kept_max_;
  mutable std::mutex mutex_;
  std::deque<Entry> entries_;
};

}  // namespace plaza::telemetry
