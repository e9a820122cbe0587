#pragma once

#include <optional>

#include "platform/resilience/outcome.hpp"

namespace plaza::resilience {

// The mean of the latencies of one window of calls, and how many were shed.
class LatencyWindow {
 public:
  void add(Duration took) {
    total_ += took;
    ++calls_;
  }
  [[nodiscard]] std::uint32_t calls() const { return calls_; }
  [[nodiscard]] double mean_ms() const {
    return calls_ == 0 ? 0 : std::chrono::duration<double, std::milli>(total_).count() / calls_;
  }
  // A call that was shed farther on: it has no latency, but says that there is too much to do.
  void add_shed() { ++shed_; }
  [[nodiscard]] std::uint32_t shed() const { return shed_; }
  [[nodiscard]] double shed_share() const { return shed_ == 0 ? 0 : static_cast<double>(shed_) / (calls_ + shed_); }
  void clear() { *this = {}; }

 private:
  Duration total_{};
  std::uint32_t calls_ = 0;
  std::uint32_t shed_ = 0;
};

// What latency is like when nothing queues: the best window mean of recent time. It is old until it was measured in
// quiet, and again after a while, because work changes; then whoever uses it makes a little quiet and measures anew.
class LatencyBaseline {
 public:
  explicit LatencyBaseline(Duration age_max) : age_max_(age_max) {}

  void change(Duration age_max) { age_max_ = age_max; }
  // Takes the mean of a window; one that is near the best confirms it.
  void observe(double mean_ms, SteadyTime now) {
    constexpr double near = 1.1;
    if (!best_ms_ || mean_ms > *best_ms_ * near) return;
    replace(std::min(*best_ms_, mean_ms), now);
  }
  // Forgets the past: this mean was measured in quiet.
  void replace(double mean_ms, SteadyTime now) {
    best_ms_ = mean_ms;
    confirmed_at_ = now;
  }
  [[nodiscard]] bool old(SteadyTime now) const { return !best_ms_ || now - confirmed_at_ > age_max_; }
  // Nothing before the first measurement.
  [[nodiscard]] std::optional<double> best_ms() const { return best_ms_; }

 private:
  Duration age_max_;
  std::optional<double> best_ms_;
  SteadyTime confirmed_at_{};
};

}  // namespace plaza::resilience
