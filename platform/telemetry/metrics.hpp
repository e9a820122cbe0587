#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

namespace plaza::telemetry {

using Labels = std::map<std::string, std::string>;

// A counter that each worker adds to in a slot of its own; a scrape sums them. Counting costs one uncontended store.
class Counter {
 public:
  explicit Counter(std::size_t slots);
  // `slot`: the worker's index. Only that worker's thread may use it.
  void add(std::size_t slot, double amount = 1);
  [[nodiscard]] double value() const;

 private:
  struct alignas(64) Slot {
    std::atomic<double> value = 0;
  };
  std::vector<Slot> slots_;
};

// A value that is set, by anyone.
class Gauge {
 public:
  void set(double value) { value_.store(value, std::memory_order_relaxed); }
  void add(double amount) { value_.fetch_add(amount, std::memory_order_relaxed); }
  [[nodiscard]] double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_ = 0;
};

// Counts observations per bucket, each worker in a slot of its own.
class Histogram {
 public:
  Histogram(std::size_t slots, std::vector<double> upper_bounds);
  ~Histogram();
  void observe(std::size_t slot, double value);
  struct Totals {
    std::vector<std::uint64_t> buckets;  // not cumulative; one more than there are bounds
    double sum = 0;
    std::uint64_t count = 0;
  };
  [[nodiscard]] Totals totals() const;
  [[nodiscard]] const std::vector<double>& upper_bounds() const { return upper_bounds_; }

 private:
  struct Slot;
  std::vector<double> upper_bounds_;
  std::vector<std::unique_ptr<Slot>> slots_;
};

// Bounds for answers and calls, 0.25 ms to 10 s: in milliseconds, and in seconds.
const std::vector<double>& latency_bounds_ms();
const std::vector<double>& latency_bounds_seconds();

// All metrics of a process. A handle is found once and kept: finding takes a lock. The same name and labels give the
// same handle; one name has one kind and the help text it was first given. A name that is no metric name, or a kind
// that differs, is a programmer's error and throws std::logic_error.
class Metrics final : public prometheus::Collectable {
 public:
  // `slots`: serving workers plus one for the background thread.
  explicit Metrics(std::size_t slots);
  ~Metrics() override;

  Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
  Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
  Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {},
                       const std::vector<double>& bounds = latency_bounds_seconds());
  // A value that is computed at each scrape, on the scraping thread. Giving the same name and labels again replaces the
  // function. `value` must not call this object.
  void computed_gauge(std::string_view name, std::string_view help, const Labels& labels,
                      std::function<double()> value);
  // The same for what only grows, such as a count that someone else keeps.
  void computed_counter(std::string_view name, std::string_view help, const Labels& labels,
                        std::function<double()> value);

  // What the counters of this name have counted so far; none when there is no such name. For who shows rates.
  [[nodiscard]] std::vector<std::pair<Labels, double>> counted(std::string_view name) const;

  [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;
  // The text exposition format, version 0.0.4.
  [[nodiscard]] std::string exposition() const;

 private:
  struct Family;
  Family& family(std::string_view name, std::string_view help, const Labels& labels, prometheus::MetricType type);

  std::size_t slots_;
  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Family>, std::less<>> families_;
};

}  // namespace plaza::telemetry
