#pragma once

#include "platform/core/config.hpp"
#include "platform/resilience/outcome_window.hpp"

namespace plaza::resilience {

struct OutlierOptions {
  std::uint32_t consecutive_failures = 5;
  std::uint32_t window_calls = 100;
  milliseconds window{10'000};
  std::uint32_t calls_min = 20;
  double failure_share = 0.3;
  milliseconds ejection{1'000};
  milliseconds ejection_max{8'000};
  double ejected_share_max = 0.5;
  milliseconds patience{20};

  void describe(config::Section section);
};

// What the calls to one endpoint tell about it. Ejected, it gets none for a while, longer each time; then it is on
// probation: one call at a time, and the first failure ejects it again, the first success ends it.
class OutlierDetector {
 public:
  explicit OutlierDetector(const OutlierOptions& options);

  void change(const OutlierOptions& options) {
    options_ = options;
    window_.change(options.window_calls, options.window);
  }
  void record(const Outcome& outcome, SteadyTime now);
  // Whether its own calls are reason enough to eject it: failures in a row, or its share of failures, given that of all
  // other endpoints together. When all fail alike, the cause is elsewhere.
  [[nodiscard]] bool suspicious(double others_failure_share) const;
  void eject(SteadyTime now);

  [[nodiscard]] bool ejected(SteadyTime now) const { return now < ejected_until_; }
  [[nodiscard]] bool on_probation(SteadyTime now) const { return probation_ && !ejected(now); }
  [[nodiscard]] SteadyTime ejected_until() const { return ejected_until_; }
  [[nodiscard]] const OutcomeWindow& window() const { return window_; }
  [[nodiscard]] std::uint64_t times_ejected() const { return times_ejected_; }

 private:
  OutlierOptions options_;
  OutcomeWindow window_;
  std::uint32_t failures_in_a_row_ = 0;
  std::uint32_t ejections_in_a_row_ = 0;
  std::uint64_t times_ejected_ = 0;
  SteadyTime ejected_until_{};
  bool probation_ = false;
};

}  // namespace plaza::resilience
