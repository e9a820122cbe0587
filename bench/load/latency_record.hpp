#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>

namespace plaza::bench {

// Latencies, each kept to within 0.4 % of itself: 256 steps for every doubling.
class LatencyRecord {
 public:
  void add(std::chrono::nanoseconds latency) {
    const auto value = std::clamp<std::int64_t>(latency.count(), 0, value_max);
    ++steps_[step_of(static_cast<std::uint64_t>(value))];
    ++count_;
  }

  [[nodiscard]] std::uint64_t count() const { return count_; }

  // The latency within which this share (0 to 1) of all stayed, in milliseconds; 0 when there are none.
  [[nodiscard]] double quantile_ms(double share) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t step = 0; step < steps_.size(); ++step) {
      seen += steps_[step];
      if (seen >= wanted && seen > 0) return static_cast<double>(end_of(step)) / 1e6;
    }
    return 0;
  }

  // How many took longer.
  [[nodiscard]] std::uint64_t above(std::chrono::nanoseconds latency) const {
    std::uint64_t found = 0;
    for (auto step = step_of(static_cast<std::uint64_t>(latency.count())) + 1; step < steps_.size(); ++step) {
      found += steps_[step];
    }
    return found;
  }

 private:
  static constexpr unsigned step_bits = 8;
  static constexpr std::uint64_t steps_per_doubling = 1U << step_bits;
  static constexpr unsigned value_bits = 40;  // 18 minutes
  static constexpr std::int64_t value_max = (std::int64_t{1} << value_bits) - 1;

  static std::size_t step_of(std::uint64_t value) {
    if (value < steps_per_doubling) return value;
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - step_bits - 1;
    return shift * steps_per_doubling + (value >> shift);
  }

  // The largest value of a step.
  static std::uint64_t end_of(std::size_t step) {
    if (step < 2 * steps_per_doubling) return step;
    const auto shift = step / steps_per_doubling - 1;
    return ((step % steps_per_doubling + steps_per_doubling + 1) << shift) - 1;
  }

  std::array<std::uint64_t, (value_bits - step_bits + 1) * steps_per_doubling> steps_{};
  std::uint64_t count_ = 0;
};

}  // namespace plaza::bench
