#pragma once

#include <algorithm>
#include <cmath>

namespace plaza::resilience {

// What is known when a concurrency limit is set anew.
struct LimitInput {
  double limit = 0;
  double latency_ms = 0;   // mean of the window
  double baseline_ms = 0;  // mean when nothing queues
  double tolerance = 2;    // latency may be so many times the baseline
  double shed_share = 0;   // of the calls that were let in, those that were shed farther on
};

// The next limit by the gradient of latency: in proportion to how far latency exceeds what is tolerated, with room for
// a queue of √limit, so that it grows when latency is well. Half of the way at once. (As in Netflix's
// concurrency-limits, with a measured baseline instead of a long average, which drifts up under a lasting overload.)
// What is shed farther on was let in for nothing: the limit shrinks by that share, also while the latency of the rest
// is well, which is what shedding is for.
inline double next_limit_by_gradient(const LimitInput& in) {
  const double by_latency = in.latency_ms > 0 ? in.tolerance * in.baseline_ms / in.latency_ms : 1;
  const double gradient = std::clamp(std::min(by_latency, 1 - in.shed_share), 0.5, 1.0);
  const double wanted = (in.limit * gradient) + std::sqrt(in.limit);
  return in.limit + (0.5 * (wanted - in.limit));
}

}  // namespace plaza::resilience
