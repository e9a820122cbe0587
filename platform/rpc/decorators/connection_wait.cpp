#include "platform/rpc/decorators/connection_wait.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/resilience/outcome.hpp"

namespace plaza::rpc {
namespace {

// What a caller is told to wait before it asks again while a service is away.
constexpr milliseconds retry_after_away{1'000};

}  // namespace

void ConnectionWaitOptions::describe(config::Section section) {
  section.value("connect_wait_ms", connect_wait, "calls wait for a connection, from the moment the last one was lost",
                {.min = 0, .max = 60'000});
  section.value("waiting_calls_max", waiting_calls_max, "calls that wait for a connection",
                {.min = 1, .max = 1'000'000});
}

void ConnectionWait::set_usable(bool usable) {
  if (!usable) {
    if (unusable_since_ == SteadyTime::max()) unusable_since_ = clock_->steady_now();
    return;
  }
  unusable_since_ = SteadyTime::max();
  for (auto* waiting : waiting_) waiting->cancel();
}

SteadyTime ConnectionWait::ends_at() const {
  return unusable_since_ == SteadyTime::max() ? SteadyTime::max() : unusable_since_ + options_.connect_wait;
}

Result<void> ConnectionWait::may_wait(SteadyTime now, SteadyTime deadline) const {
  if (now >= deadline) return fail(Code::deadline_exceeded, "no connection came up before the deadline");
  if (over(now)) {
    return std::unexpected(Error{.code = Code::unavailable,
                                 .message = "there is no connection to the service",
                                 .reason = std::string(resilience::reason_no_endpoint),
                                 .retry_after = retry_after_away});
  }
  if (waiting_.size() >= options_.waiting_calls_max) {
    return fail(Code::resource_exhausted, "too many calls wait for a connection");
  }
  return {};
}

asio::awaitable<Result<void>> ConnectionWait::wait(SteadyTime deadline) {
  const auto now = clock_->steady_now();
  if (auto allowed = may_wait(now, deadline); !allowed) co_return allowed;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  timer.expires_after(std::min(deadline, ends_at()) - now);
  const auto place = waiting_.insert(waiting_.end(), &timer);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  waiting_.erase(place);
  const auto cancelled = co_await asio::this_coro::cancellation_state;
  if (cancelled.cancelled() != asio::cancellation_type::none) co_return fail(Code::cancelled, "the call was cancelled");
  co_return Result<void>{};
}

}  // namespace plaza::rpc
