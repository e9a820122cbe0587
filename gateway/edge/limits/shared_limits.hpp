#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/edge/limits/rate_limiter.hpp"
#include "platform/core/component.hpp"
#include "platform/redis/store.hpp"

namespace plaza::gateway {

struct SharedLimitsOptions {
  bool enabled = false;
  milliseconds interval{100};
  redis::Options redis{};

  void describe(config::Section section);
};

// Keeps the counts of rate limits together with other gateways, in Redis: every `interval` it tells what was taken
// here, and learns what is left. While Redis is away each gateway counts for itself. Outlives the limiters that it
// makes; what they count is exchanged from start() to stop().
class SharedLimits final : public Component {
 public:
  // Keys are told together, so many at once.
  static constexpr std::size_t batch_keys_max = 500;

  // All that is referred to outlives it, until the workers' loops have ended.
  SharedLimits(Worker& worker, redis::Client& redis, const Clock& clock, telemetry::Metrics& metrics,
               milliseconds interval);
  ~SharedLimits() override;
  SharedLimits(const SharedLimits&) = delete;
  SharedLimits& operator=(const SharedLimits&) = delete;

  // From any thread.
  [[nodiscard]] std::unique_ptr<RateLimiter> make(const std::string& policy,
                                                  const resilience::KeyedRateLimitOptions& options);

  [[nodiscard]] std::string_view name() const override { return "shared limits"; }
  [[nodiscard]] Result<void> start() override;
  void stop() override;

 private:
  class Exchange;
  std::shared_ptr<Exchange> exchange_;
};

}  // namespace plaza::gateway
