#pragma once

#include "platform/rpc/decorators/breaker_channel.hpp"
#include "platform/rpc/decorators/concurrency_channel.hpp"
#include "platform/rpc/decorators/deadline_channel.hpp"
#include "platform/rpc/decorators/retry_channel.hpp"

namespace plaza::rpc {

struct ResilienceOptions {
  DeadlineOptions deadline{};
  resilience::ConcurrencyOptions concurrency{};
  resilience::BreakerOptions breaker{};
  RetryChannelOptions retry{};

  void describe(config::Section section);
};

// The policies around one service, in their order: deadline → concurrency limit → breaker → retry → `inner` (an
// EndpointChannel, or a transport). Trace and metrics go around it. Lives on one worker.
class ResilientChannel final : public Channel {
 public:
  // `inner` and `clock` must outlive it.
  ResilientChannel(Channel& inner, const Clock& clock, const ResilienceOptions& options, std::uint64_t seed)
      : retry_(inner, clock, options.retry, seed),
        breaker_(retry_, clock, options.breaker),
        concurrency_(breaker_, clock, options.concurrency),
        deadline_(concurrency_, clock, options.deadline) {}
  ResilientChannel(const ResilientChannel&) = delete;
  ResilientChannel& operator=(const ResilientChannel&) = delete;

  // Calls under way go on as they began.
  void change(const ResilienceOptions& options);
  asio::awaitable<Result<void>> send(Call& call) override { return deadline_.send(call); }

  [[nodiscard]] const resilience::CircuitBreaker& breaker() const { return breaker_.breaker(); }
  [[nodiscard]] const resilience::ConcurrencyLimit& limit() const { return concurrency_.limit(); }
  [[nodiscard]] const RetryChannel& retry() const { return retry_; }

 private:
  RetryChannel retry_;
  BreakerChannel breaker_;
  ConcurrencyChannel concurrency_;
  DeadlineChannel deadline_;
};

}  // namespace plaza::rpc
