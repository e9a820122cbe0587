#include "gateway/edge/limits/shared_rate_limiter.hpp"

#include <algorithm>

namespace plaza::gateway {

SharedRateLimiter::SharedRateLimiter(const resilience::KeyedRateLimitOptions& options) {
  change(options);
}

SharedRateLimiter::Part& SharedRateLimiter::part_of(std::string_view key) {
  // The maps inside use the low bits of the same hash; these are others.
  return parts_.at((Hash{}(key) >> 32U) % parts_count);
}

resilience::RateDecision SharedRateLimiter::take(std::string_view key, SteadyTime now) {
  auto& part = part_of(key);
  const std::scoped_lock lock(part.mutex);
  const auto decision = part.limit.take(key, now);
  if (!decision.allowed) return decision;
  const auto known = part.taken.find(key);
  if (known != part.taken.end()) {
    ++known->second;
  } else if (part.taken.size() < told_max / parts_count) {
    part.taken.emplace(key, 1);
  }
  return decision;
}

void SharedRateLimiter::change(const resilience::KeyedRateLimitOptions& options) {
  {
    const std::scoped_lock lock(mutex_);
    rate_ = options.rate;
  }
  auto of_part = options;
  of_part.keys_max = std::max<std::uint64_t>(1, options.keys_max / parts_count);
  for (auto& part : parts_) {
    const std::scoped_lock lock(part.mutex);
    part.limit.change(of_part);
  }
}

std::vector<SharedRateLimiter::Taken> SharedRateLimiter::collect() {
  std::vector<Taken> all;
  for (auto& part : parts_) {
    const std::scoped_lock lock(part.mutex);
    for (const auto& [key, tokens] : part.taken) all.push_back({key, tokens});
    part.taken.clear();
  }
  return all;
}

void SharedRateLimiter::keep(const std::vector<Taken>& taken) {
  for (const auto& [key, tokens] : taken) {
    auto& part = part_of(key);
    const std::scoped_lock lock(part.mutex);
    if (part.taken.size() < told_max / parts_count || part.taken.contains(key)) part.taken[key] += tokens;
  }
}

void SharedRateLimiter::settle(std::string_view key, double tokens, SteadyTime now) {
  auto& part = part_of(key);
  const std::scoped_lock lock(part.mutex);
  const auto since = part.taken.find(key);
  part.limit.settle(key, since == part.taken.end() ? tokens : tokens - since->second, now);
}

resilience::RateLimitOptions SharedRateLimiter::rate() const {
  const std::scoped_lock lock(mutex_);
  return rate_;
}

}  // namespace plaza::gateway
