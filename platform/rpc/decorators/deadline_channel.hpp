#pragma once

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"
#include "platform/rpc/channel.hpp"

namespace plaza::rpc {

struct DeadlineOptions {
  milliseconds timeout{5'000};  // longer than a restart takes; 0: the caller's deadline alone

  void describe(config::Section section);
};

// Gives each call a deadline: the caller's, or `timeout` from now if that is earlier. A call whose deadline is spent is
// refused before any work. Keeping to the deadline while the call is under way is the transport's business.
class DeadlineChannel final : public Channel {
 public:
  // All must outlive it; so it is with every decorator.
  DeadlineChannel(Channel& inner, const Clock& clock, const DeadlineOptions& options)
      : inner_(&inner), clock_(&clock), options_(options) {}

  void change(const DeadlineOptions& options) { options_ = options; }
  asio::awaitable<Result<void>> send(Call& call) override;

 private:
  Channel* inner_;
  const Clock* clock_;
  DeadlineOptions options_;
};

}  // namespace plaza::rpc
