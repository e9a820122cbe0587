#include "gateway/edge/limits/rate_limiter.hpp"

#include <algorithm>
#include <functional>

namespace plaza::gateway {

LocalRateLimiter::LocalRateLimiter(const resilience::KeyedRateLimitOptions& options) {
  change(options);
}

resilience::RateDecision LocalRateLimiter::take(std::string_view key, SteadyTime now) {
  // The map inside uses the low bits of the same hash; these are others.
  auto& part = parts_.at((std::hash<std::string_view>{}(key) >> 32U) % parts_count);
  const std::scoped_lock lock(part.mutex);
  return part.limit.take(key, now);
}

void LocalRateLimiter::change(const resilience::KeyedRateLimitOptions& options) {
  auto of_part = options;
  of_part.keys_max = std::max<std::uint64_t>(1, options.keys_max / parts_count);
  for (auto& part : parts_) {
    const std::scoped_lock lock(part.mutex);
    part.limit.change(of_part);
  }
}

}  // namespace plaza::gateway
