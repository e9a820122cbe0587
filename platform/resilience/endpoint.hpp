#pragma once

#include <string>
#include <string_view>

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

  void change(const LoadOptions& options) {
    options_ = options;
    latency_.change(options.decay);
  }
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

// Where an instance of a service answers, and its share of the calls beside the others: 0.05 for one that tries a new
// version out.
struct EndpointAddress {
  std::string address;  // "127.0.0.1:9001"
  double weight = 1;

  bool operator==(const EndpointAddress&) const = default;
};

// What the transport knows of an endpoint, told at each change and after each health check.
enum class EndpointState : std::uint8_t {
  down,         // there is no connection
  fresh,        // connected; it has not said yet whether it serves
  serving,      // says so
  draining,     // still answers, but is about to stop
  not_serving,  // says so, or did not answer a health check
};
std::string_view to_string(EndpointState state);

// One address of a service and all that is known of it.
struct Endpoint {
  std::string address;
  double weight = 1;
  EndpointLoad load;
  OutlierDetector outlier;
  HealthChecks health;  // of the present connection
  EndpointState state = EndpointState::down;
  bool proven = false;  // has said on the present connection that it can answer
  bool member = true;   // false: no longer resolved; its calls in flight are finished

  [[nodiscard]] bool connected() const { return state != EndpointState::down; }
  // Its health checks and its own calls speak for it.
  [[nodiscard]] bool well(SteadyTime now) const { return proven && health.healthy() && !outlier.ejected(now); }
};

}  // namespace plaza::resilience
