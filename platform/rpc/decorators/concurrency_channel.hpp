#pragma once

#include <string>

#include "platform/core/clock.hpp"
#include "platform/resilience/concurrency_limit.hpp"
#include "platform/rpc/channel.hpp"

namespace plaza::rpc {

// Lets a number of calls be under way at once and refuses the others (unavailable, OVERLOADED), so that a service that
// hangs holds no more of this process than that.
class ConcurrencyChannel final : public Channel {
 public:
  ConcurrencyChannel(Channel& inner, const Clock& clock, const resilience::ConcurrencyOptions& options)
      : inner_(&inner), clock_(&clock), limit_(options) {}

  void change(const resilience::ConcurrencyOptions& options) { limit_.change(options); }
  asio::awaitable<Result<void>> send(Call& call) override;
  [[nodiscard]] const resilience::ConcurrencyLimit& limit() const { return limit_; }

 private:
  Channel* inner_;
  const Clock* clock_;
  resilience::ConcurrencyLimit limit_;
};

}  // namespace plaza::rpc
