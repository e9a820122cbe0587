#pragma once

#include <cmath>

#include "platform/resilience/outcome.hpp"

namespace plaza::resilience {

// A moving average of latency that believes bad news sooner than good: a rise counts with at least `rise_weight`, a
// fall only as time goes by. It fades towards 0 while nobody calls, so that an endpoint that was slow once is tried
// again. (After the peak-EWMA balancer of Twitter's Finagle, where one slow call sets the average; here it takes
// several.)
class PeakEwma {
 public:
  explicit PeakEwma(Duration decay) : decay_(decay) {}

  void change(Duration decay) { decay_ = decay; }
  void observe(Duration took, SteadyTime now) {
    constexpr double rise_weight = 0.3;
    const auto latency = milliseconds_of(took);
    const auto weight = 1 - kept_since(now);
    value_ms_ += std::max(weight, latency > value_ms_ ? rise_weight : 0.0) * (latency - value_ms_);
    observed_at_ = now;
  }
  // In milliseconds; 0 when nothing is known.
  [[nodiscard]] double value_ms(SteadyTime now) const { return value_ms_ * kept_since(now); }

 private:
  [[nodiscard]] double kept_since(SteadyTime now) const {
    if (now <= observed_at_) return 1;
    return std::exp(-milliseconds_of(now - observed_at_) / milliseconds_of(decay_));
  }
  static double milliseconds_of(Duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
  }

  Duration decay_;
  double value_ms_ = 0;
  SteadyTime observed_at_{};
};

}  // namespace plaza::resilience
