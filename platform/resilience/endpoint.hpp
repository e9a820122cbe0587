#pragma once

#include <string>

#include "platform/resilience/health_checks.hpp"
#include "platform/resilience/outlier_detector.hpp"
#include "platform/resilience/peak_ewma.hpp"

namespace plaza::resilience {

struct LoadOptions {
  milliseconds decay{1'000};
  milliseconds penalty_max{250};

  void describe(config::Section section) {
    section.value("decay_ms", decay, "how soon a latency of the past is forgotten", {10, 600'000});
    section.value("penalty_max_ms", penalty_max, "latency that failing calls are counted as at most", {1, 60'000});
  }
};

// How busy one endpoint is, as this worker sees it.
class EndpointLoad {
 public:
  explicit EndpointLoad(const LoadOptions& options) : options_(options), latency_(options.decay) {}

  void begin() { ++in_flight_; }
  void end() { --in_flight_; }
  // A failure or a refusal is often quick; counted as it is, it would draw all calls to itself. It counts as twice what
  // calls there took so far, up to the limit.
  void record(const Outcome& outcome, SteadyTime now) {
    if (outcome.code == Code::cancelled) return;
    if (!outcome.shed && judge(outcome, Duration{0}) == Verdict::success) return latency_.observe(outcome.took, now);
    constexpr double least_ms = 1;
    const std::chrono::duration<double, std::milli> doubled{2 * std::max(latency_.value_ms(now), least_ms)};
    const auto penalty = std::chrono::duration_cast<Duration>(doubled);
    latency_.observe(std::max(outcome.took, std::min<Duration>(penalty, options_.penalty_max)), now);
  }
  // Expected time until one more call is answered, in milliseconds; the floor keeps unknown endpoints comparable.
  [[nodiscard]] double cost(SteadyTime now) const {
    constexpr double least_ms = 0.01;
    return std::max(latency_.value_ms(now), least_ms) * (in_flight_ + 1);
  }
  [[nodiscard]] std::uint32_t in_flight() const { return in_flight_; }
  [[nodiscard]] double latency_ms(SteadyTime now) const { return latency_.value_ms(now); }

 private:
  LoadOptions options_;
  PeakEwma latency_;
  std::uint32_t in_flight_ = 0;
};

// One address of a service and all that is known of it.
struct Endpoint {
  std::string address;  // "127.0.0.1:9001"
  EndpointLoad load;
  OutlierDetector outlier;
  HealthChecks health;
  bool member = true;  // false: no longer resolved; its calls in flight are finished
};

}  // namespace plaza::resilience
