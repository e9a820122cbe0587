#include "platform/rpc/endpoints.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plaza::rpc {

namespace {

using State = ThriftConnection::State;

// What a caller is told to wait before it asks again while a service is away.
constexpr milliseconds retry_after{1'000};

// 0: not to be used unless in panic; -1: not at all.
int rank(const ThriftConnection& connection) {
  switch (connection.state()) {
    case State::serving:
      return 3;
    case State::draining:
      return 2;
    case State::fresh:
    case State::not_serving:
      return connection.has_served() ? 1 : 0;
    default:
      return -1;
  }
}

}  // namespace

Endpoints::Endpoints(asio::io_context::executor_type executor, const Clock& clock,
                     std::shared_ptr<const ChannelOptions> options)
    : executor_(std::move(executor)),
      clock_(&clock),
      options_(std::move(options)),
      unusable_since_(clock.steady_now()) {}

std::shared_ptr<Endpoints> Endpoints::make(asio::io_context::executor_type executor, const Clock& clock,
                                           std::shared_ptr<const ChannelOptions> options) {
  std::shared_ptr<Endpoints> endpoints(new Endpoints(std::move(executor), clock, std::move(options)));
  endpoints->connect();
  return endpoints;
}

void Endpoints::connect() {
  const auto changed = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->changed();
  };
  for (const auto& endpoint : options_->endpoints) {
    connections_.push_back(std::make_shared<ThriftConnection>(executor_, *clock_, options_, endpoint, changed));
  }
  for (const auto& connection : connections_) connection->start();
}

Endpoints::~Endpoints() {
  for (const auto& connection : connections_) connection->stop();
}

void Endpoints::changed() {
  const bool usable = std::ranges::any_of(connections_, [](const auto& one) { return rank(*one) > 0; });
  if (!usable) {
    if (unusable_since_ == SteadyTime::max()) unusable_since_ = clock_->steady_now();
    return;
  }
  unusable_since_ = SteadyTime::max();
  for (auto* waiter : waiters_) waiter->cancel();
}

SteadyTime Endpoints::wait_until() const {
  return unusable_since_ == SteadyTime::max() ? SteadyTime::max() : unusable_since_ + options_->connect_wait;
}

std::shared_ptr<ThriftConnection> Endpoints::choose_now() {
  int best_rank = wait_is_over(clock_->steady_now()) ? 0 : 1;
  std::size_t best = connections_.size();
  // From the one after the last choice, so that equals take turns.
  for (std::size_t i = 0; i < connections_.size(); ++i) {
    const auto index = (next_ + i) % connections_.size();
    const auto its_rank = rank(*connections_[index]);
    if (its_rank > best_rank || (its_rank == best_rank && best == connections_.size())) {
      best_rank = its_rank;
      best = index;
    }
  }
  if (best == connections_.size()) return nullptr;
  next_ = (best + 1) % connections_.size();
  return connections_[best];
}

asio::awaitable<Result<std::shared_ptr<ThriftConnection>>> Endpoints::choose(SteadyTime deadline) {
  for (;;) {
    if (auto connection = choose_now()) co_return connection;
    const auto now = clock_->steady_now();
    if (now >= deadline) co_return fail(Code::deadline_exceeded, "no connection came up before the deadline");
    if (wait_is_over(now)) {
      co_return std::unexpected(
          Error{.code = Code::unavailable,
                .message = fmt::format("no connection to {}", fmt::join(options_->endpoints, ", ")),
                .retry_after = retry_after});
    }
    if (waiters_.size() >= options_->pending_calls_max) {
      co_return fail(Code::resource_exhausted, "too many calls wait for a connection");
    }
    asio::steady_timer timer(executor_, std::min(deadline, wait_until()));
    const auto place = waiters_.insert(waiters_.end(), &timer);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    waiters_.erase(place);
    const auto cancelled = co_await asio::this_coro::cancellation_state;
    if (cancelled.cancelled() != asio::cancellation_type::none)
      co_return fail(Code::cancelled, "the call was cancelled");
  }
}

}  // namespace plaza::rpc
