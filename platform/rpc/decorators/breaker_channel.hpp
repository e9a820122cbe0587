#pragma once

#include "platform/core/clock.hpp"
#include "platform/resilience/circuit_breaker.hpp"
#include "platform/rpc/channel.hpp"

namespace plaza::rpc {

// `Error::reason` of a call that an open breaker refused; its code is `unavailable`, with retry_after.
inline constexpr std::string_view reason_breaker_open = "BREAKER_OPEN";

// Stops calling a service that fails until probes show that it is back.
class BreakerChannel final : public Channel {
 public:
  BreakerChannel(Channel& inner, const Clock& clock, const resilience::BreakerOptions& options)
      : inner_(&inner), clock_(&clock), breaker_(options) {}

  void change(const resilience::BreakerOptions& options) { breaker_.change(options); }
  asio::awaitable<Result<void>> send(Call& call) override;
  [[nodiscard]] const resilience::CircuitBreaker& breaker() const { return breaker_; }

 private:
  Channel* inner_;
  const Clock* clock_;
  resilience::CircuitBreaker breaker_;
};

}  // namespace plaza::rpc
