#include "platform/resilience/keyed_rate_limit.hpp"

namespace plaza::resilience {

void KeyedRateLimitOptions::describe(config::Section section) {
  rate.describe(section);
  section.value("keys_max", keys_max, "buckets kept; the one not asked for longest is forgotten", {1, 10'000'000});
}

RateDecision KeyedRateLimit::take(std::string_view key, SteadyTime now, std::uint32_t cost) {
  return resilience::take(bucket_of(key.substr(0, key_bytes_max)), options_.rate, bucket_time(now), cost);
}

void KeyedRateLimit::settle(std::string_view key, double tokens, SteadyTime now) {
  const auto found = by_key_.find(key.substr(0, key_bytes_max));
  if (found != by_key_.end()) found->second->bucket = {tokens, bucket_time(now)};
}

void KeyedRateLimit::change(const KeyedRateLimitOptions& options) {
  options_ = options;
  forget_beyond(options_.keys_max);
}

BucketState& KeyedRateLimit::bucket_of(std::string_view key) {
  const auto found = by_key_.find(key);
  if (found != by_key_.end()) {
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return by_use_.front().bucket;
  }
  forget_beyond(options_.keys_max - 1);
  by_use_.push_front({std::string(key), {}});
  by_key_.emplace(by_use_.front().key, by_use_.begin());
  return by_use_.front().bucket;
}

void KeyedRateLimit::forget_beyond(std::size_t kept) {
  while (by_use_.size() > kept) {
    by_key_.erase(by_use_.back().key);
    by_use_.pop_back();
  }
}

}  // namespace plaza::resilience
