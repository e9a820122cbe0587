#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "platform/resilience/keyed_rate_limit.hpp"

namespace plaza::gateway {

// Counts what each client has left of one policy. All workers ask the same one, on the way of a request: it never
// waits. shared_rate_limiter.hpp is one that shares its counts with other gateways.
class RateLimiter {
 public:
  virtual ~RateLimiter() = default;
  // Takes a token of `key`, if it has one. From any thread.
  [[nodiscard]] virtual resilience::RateDecision take(std::string_view key, SteadyTime now) = 0;
  // Clients keep what they have taken. From any thread.
  virtual void change(const resilience::KeyedRateLimitOptions& options) = 0;
};

// Makes what counts for the policy of that name.
using MakeRateLimiter =
    std::function<std::unique_ptr<RateLimiter>(const std::string& policy, const resilience::KeyedRateLimitOptions&)>;

// Counts in this process. The keys are spread over parts with a lock each, so that workers seldom meet.
class LocalRateLimiter final : public RateLimiter {
 public:
  explicit LocalRateLimiter(const resilience::KeyedRateLimitOptions& options);

  [[nodiscard]] resilience::RateDecision take(std::string_view key, SteadyTime now) override;
  void change(const resilience::KeyedRateLimitOptions& options) override;

 private:
  static constexpr std::size_t parts_count = 16;
  struct alignas(64) Part {
    std::mutex mutex;
    resilience::KeyedRateLimit limit{{}};
  };
  std::array<Part, parts_count> parts_;
};

}  // namespace plaza::gateway
