#include "gateway/edge/limits/shared_counts.hpp"

namespace plaza::gateway {

SharedCounts::SharedCounts(Process& process, const SharedLimitsOptions& options)
    : enabled_(options.enabled),
      redis_("limits", redis::Surroundings::of(process), options.redis, process.credentials(options.redis.server.tls)),
      limits_(process.workers().background(), redis_.of(process.workers().background()), process.clock(),
              process.metrics(), options.interval) {
  redis_.follow(process.dynamic().section("shared_limits.redis", options.redis));
}

MakeRateLimiter SharedCounts::maker() {
  if (!enabled_) return {};
  return [this](const std::string& policy, const resilience::KeyedRateLimitOptions& options) {
    return limits_.make(policy, options);
  };
}

Result<void> SharedCounts::start() {
  if (!enabled_) return {};
  if (auto started = redis_.start(); !started) return started;
  return limits_.start();
}

void SharedCounts::stop() {
  if (!enabled_) return;
  limits_.stop();
  redis_.stop();
}

}  // namespace plaza::gateway
