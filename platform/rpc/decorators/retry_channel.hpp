#pragma once

#include "platform/core/clock.hpp"
#include "platform/resilience/retry_budget.hpp"
#include "platform/resilience/retry_policy.hpp"
#include "platform/rpc/channel.hpp"

namespace plaza::rpc {

struct RetryChannelOptions {
  resilience::RetryOptions policy{};
  resilience::RetryBudgetOptions budget{};

  void describe(config::Section section);
};

// Sends a failed call again where that can help and does no harm, within a budget (resilience::retry_delay,
// resilience::RetryBudget). A call that never reached a server has cost none of them anything, and needs no budget; one
// that found no endpoint has waited for one already, and is not sent again. The one layer that retries: what is beneath
// must not.
class RetryChannel final : public Channel {
 public:
  RetryChannel(Channel& inner, const Clock& clock, const RetryChannelOptions& options, std::uint64_t seed)
      : inner_(&inner), clock_(&clock), options_(options), budget_(options.budget), random_(seed) {}

  void change(const RetryChannelOptions& options) {
    options_ = options;
    budget_.change(options.budget);
  }
  asio::awaitable<Result<void>> send(Call& call) override;
  [[nodiscard]] std::uint64_t retries() const { return retries_; }
  [[nodiscard]] std::uint64_t refused_by_budget() const { return refused_by_budget_; }
  [[nodiscard]] double budget_saved() const { return budget_.saved(); }

 private:
  // How long to wait before the next attempt; nothing when there is none.
  std::optional<milliseconds> pause_before_retry(const Call& call, const Error& error, std::uint32_t attempts);

  Channel* inner_;
  const Clock* clock_;
  RetryChannelOptions options_;
  resilience::RetryBudget budget_;
  resilience::RandomSource random_;
  std::uint64_t retries_ = 0;
  std::uint64_t refused_by_budget_ = 0;
};

}  // namespace plaza::rpc
