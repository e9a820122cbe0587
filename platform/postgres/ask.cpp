#include "platform/postgres/ask.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/postgres/failure.hpp"

namespace plaza::postgres {
namespace {

// Shared with the connection: whoever waits may leave first.
struct Waiting {
  explicit Waiting(const asio::any_io_executor& executor, SteadyTime deadline) : timer(executor, deadline) {}
  asio::steady_timer timer;
  std::optional<Connection::Answer> answer;
};

}  // namespace

asio::awaitable<Connection::Answer> ask(std::shared_ptr<Connection> connection, Commands commands,
                                        Connection::Loss loss, SteadyTime deadline) {
  const auto waiting = std::make_shared<Waiting>(co_await asio::this_coro::executor, deadline);
  connection->send(commands, loss, deadline, [waiting](Connection::Answer answer) {
    waiting->answer = std::move(answer);
    waiting->timer.cancel();
  });
  if (!waiting->answer) co_await waiting->timer.async_wait(asio::as_tuple(asio::use_awaitable));
  if (waiting->answer) co_return std::move(*waiting->answer);
  const auto reason = std::string(loss == Connection::Loss::outcome_unknown ? reason_outcome_unknown : "");
  const auto cancelled = co_await asio::this_coro::cancellation_state;
  if (cancelled.cancelled() != asio::cancellation_type::none) {
    co_return fail(Code::cancelled, "the caller left while the database worked", reason);
  }
  co_return fail(Code::deadline_exceeded, "the database did not answer in time", reason);
}

}  // namespace plaza::postgres
