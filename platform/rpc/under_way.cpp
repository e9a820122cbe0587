#include "platform/rpc/under_way.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace plaza::rpc {

UnderWay::Mark::~Mark() {
  if (!all_) return;
  const auto taken = all_->extract(name_);
  for (const auto& waiter : taken.mapped()) waiter->cancel();
}

std::optional<UnderWay::Mark> UnderWay::begin(std::string name) {
  if (!names_->try_emplace(name).second) return std::nullopt;
  return Mark(names_, std::move(name));
}

asio::awaitable<std::optional<UnderWay::Mark>> UnderWay::begin_behind(std::string name, SteadyTime until) {
  const auto names = names_;
  const auto timer = std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor, until);
  for (auto taken = names->find(name); taken != names->end(); taken = names->find(name)) {
    taken->second.push_back(timer);
    const auto [stopped] = co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
    // Cancelled: the name has become free, or the caller has left.
    const auto cancelled = co_await asio::this_coro::cancellation_state;
    if (!stopped || cancelled.cancelled() != asio::cancellation_type::none) co_return std::nullopt;
  }
  names->try_emplace(name);
  co_return Mark(names, std::move(name));
}

}  // namespace plaza::rpc
