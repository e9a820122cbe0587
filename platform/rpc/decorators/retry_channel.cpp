#include "platform/rpc/decorators/retry_channel.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace plaza::rpc {

void RetryChannelOptions::describe(config::Section section) {
  policy.describe(section);
  budget.describe(section.section("budget"));
}

asio::awaitable<Result<void>> RetryChannel::send(Call& call) {
  budget_.count_request();
  bool may_have_been_acted_on = false;
  for (std::uint32_t attempts = 1;; ++attempts) {
    call.never_reached_server = false;
    auto result = co_await inner_->send(call);
    if (result) co_return result;
    may_have_been_acted_on = may_have_been_acted_on || !call.never_reached_server;
    const auto pause = pause_before_retry(call, result.error(), attempts);
    if (!pause) {
      // Of all attempts, for whoever looks at it outside.
      call.never_reached_server = !may_have_been_acted_on;
      co_return result;
    }
    asio::steady_timer timer(co_await asio::this_coro::executor, *pause);
    const auto [cancelled] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (cancelled) co_return fail(Code::cancelled, "the call was cancelled before it was sent again");
  }
}

std::optional<milliseconds> RetryChannel::pause_before_retry(const Call& call, const Error& error,
                                                             std::uint32_t attempts) {
  if (error.reason == resilience::reason_no_endpoint) return std::nullopt;
  const auto now = clock_->steady_now();
  const resilience::FailedCall failed{.attempts = attempts,
                                      .idempotent = call.method->idempotent,
                                      .never_reached_server = call.never_reached_server,
                                      .code = error.code,
                                      .retry_after = error.retry_after,
                                      .remaining = call.context.deadline == SteadyTime::max()
                                                       ? resilience::Duration::max()
                                                       : call.context.deadline - now};
  const auto pause = resilience::retry_delay(failed, options_.policy, random_);
  if (!pause) return std::nullopt;
  if (!call.never_reached_server && !budget_.take_retry(now)) {
    ++refused_by_budget_;
    return std::nullopt;
  }
  ++retries_;
  return pause;
}

}  // namespace plaza::rpc
