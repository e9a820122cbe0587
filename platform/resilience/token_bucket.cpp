#include "platform/resilience/token_bucket.hpp"

#include <algorithm>
#include <cmath>

namespace plaza::resilience {
namespace {

milliseconds time_for(double tokens, double tokens_per_ms) {
  return milliseconds{static_cast<std::int64_t>(std::ceil(std::max(0.0, tokens) / tokens_per_ms))};
}

}  // namespace

void RateLimitOptions::describe(config::Section section) {
  section.value("requests", requests, "requests at once, and per window in the long run", {1, 1e9});
  section.value("window_ms", window, "time in which an empty bucket fills again", {1, 86'400'000});
}

RateDecision take(BucketState& bucket, const RateLimitOptions& options, milliseconds now, std::uint32_t cost) {
  const double size = options.requests;
  const double tokens_per_ms = size / static_cast<double>(options.window.count());
  const double wanted = std::min<double>(cost, size);
  if (bucket.refilled_at.count() < 0) bucket = {size, now};

  const auto elapsed = std::max(milliseconds{0}, now - bucket.refilled_at);
  bucket.tokens = std::min(size, bucket.tokens + (static_cast<double>(elapsed.count()) * tokens_per_ms));
  bucket.refilled_at += elapsed;

  RateDecision decision;
  decision.limit = options.requests;
  decision.allowed = bucket.tokens >= wanted;
  if (decision.allowed) bucket.tokens -= wanted;
  decision.remaining = static_cast<std::uint32_t>(std::max(0.0, bucket.tokens));
  decision.reset = time_for(size - bucket.tokens, tokens_per_ms);
  if (!decision.allowed) decision.retry_after = time_for(wanted - bucket.tokens, tokens_per_ms);
  return decision;
}

RateDecision TokenBucket::take(SteadyTime now, std::uint32_t cost) {
  return resilience::take(bucket_, options_, bucket_time(now), cost);
}

}  // namespace plaza::resilience
