#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/edge/limits/rate_limiter.hpp"

namespace plaza::gateway {

// Counts together with other gateways: decides by what it knows, which is never older than an exchange, and tells the
// others what was taken since. While nobody is told, it counts for itself. Several gateways may let through more than
// the limit, by what they take between two exchanges.
class SharedRateLimiter final : public RateLimiter {
 public:
  // Clients that are told of in one exchange; of more than that only those that came first, the rest counts here alone.
  static constexpr std::size_t told_max = 10'000;

  explicit SharedRateLimiter(const resilience::KeyedRateLimitOptions& options);

  [[nodiscard]] resilience::RateDecision take(std::string_view key, SteadyTime now) override;
  void change(const resilience::KeyedRateLimitOptions& options) override;

  // For the exchange, from any thread.
  struct Taken {
    std::string key;
    std::uint32_t tokens = 0;
  };
  // What was taken since the last time.
  [[nodiscard]] std::vector<Taken> collect();
  // Nobody could be told: it is told the next time.
  void keep(const std::vector<Taken>& taken);
  // What a client has left by everybody's count; what was taken here since collect() is not in it.
  void settle(std::string_view key, double tokens, SteadyTime now);
  [[nodiscard]] resilience::RateLimitOptions rate() const;

 private:
  static constexpr std::size_t parts_count = 16;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
  };
  struct alignas(64) Part {
    mutable std::mutex mutex;
    resilience::KeyedRateLimit limit{{}};
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> taken;
  };
  [[nodiscard]] Part& part_of(std::string_view key);

  std::array<Part, parts_count> parts_;
  mutable std::mutex mutex_;  // for the rate
  resilience::RateLimitOptions rate_;
};

}  // namespace plaza::gateway
