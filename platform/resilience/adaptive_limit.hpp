#pragma once

#include <array>
#include <optional>

#include "platform/core/config.hpp"
#include "platform/resilience/latency_baseline.hpp"
#include "platform/resilience/limit_rule.hpp"
#include "platform/resilience/permit.hpp"
#include "platform/resilience/priority.hpp"

namespace plaza::resilience {

struct AdaptiveLimitOptions {
  std::uint32_t initial = 50;
  std::uint32_t min = 4;
  std::uint32_t max = 2'000;
  milliseconds window{100};
  std::uint32_t window_calls_min = 10;
  double tolerance = 2;
  milliseconds baseline_age{10'000};
  double batch_share = 0.5;
  std::uint32_t health_extra = 4;

  void describe(config::Section section);
};

// How many requests a server works on at once, found from latency: more while it stays near what it is when nothing
// queues, fewer when it rises. What does not fit is shed at once, lowest priority first; so the rest is served in time
// however much is asked for. One for each thing that can be saturated: a service has one; the gateway has one for each
// service it calls, so that a slow one does not shrink the others. Lives on one worker.
class AdaptiveLimit {
 public:
  using Token = Priority;
  using Lease = Permit<AdaptiveLimit, Token>;
  using Rule = double (*)(const LimitInput&);

  explicit AdaptiveLimit(const AdaptiveLimitOptions& options, Rule rule = next_limit_by_gradient);

  void change(const AdaptiveLimitOptions& options);
  [[nodiscard]] std::optional<Lease> admit(Priority priority);

  [[nodiscard]] std::uint32_t limit() const { return static_cast<std::uint32_t>(limit_); }
  [[nodiscard]] std::uint32_t in_flight() const { return in_flight_; }
  [[nodiscard]] std::uint64_t shed(Priority priority) const { return shed_[static_cast<std::size_t>(priority)]; }

  // For Lease. Latency of calls that failed otherwise than by their deadline says nothing about load; a call that was
  // shed says much.
  void finish(Token priority, const Outcome& outcome, SteadyTime now);
  void abandon(Token) { --in_flight_; }

 private:
  // To measure the baseline anew the limit is halved: one window for the queue to drain, one to measure; again while
  // that makes latency better.
  enum class Quiet : std::uint8_t { none, draining, measuring };

  [[nodiscard]] std::uint32_t places_for(Priority priority) const;
  void end_window(SteadyTime now);
  // A mean of 0: nothing but shed calls.
  void set_limit(double mean_ms, double baseline_ms);
  void take_mean(double mean_ms, SteadyTime now);
  void adapt(double mean_ms, SteadyTime now);
  void begin_quiet(double mean_ms);
  void halve(double mean_ms);
  void measure_quiet(double mean_ms, SteadyTime now);

  AdaptiveLimitOptions options_;
  Rule rule_;
  LatencyBaseline baseline_;
  LatencyWindow window_;
  SteadyTime window_began_{};
  double limit_;
  double limit_before_quiet_ = 0;
  double mean_before_halving_ms_ = 0;
  Quiet quiet_ = Quiet::none;
  std::uint32_t in_flight_ = 0;
  std::uint32_t in_flight_peak_ = 0;  // in this window
  std::array<std::uint64_t, priority_count> shed_{};
};

}  // namespace plaza::resilience
