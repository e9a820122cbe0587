#include "platform/redis/ask.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/resilience/outcome.hpp"

namespace plaza::redis {
namespace {

constexpr milliseconds retry_after_full{100};

Answer refused() {
  return {.reply = std::unexpected(Error{.code = Code::unavailable,
                                         .message = "too many calls wait for Redis",
                                         .reason = std::string(resilience::reason_overloaded),
                                         .retry_after = retry_after_full}),
          .had_no_effect = true};
}

}  // namespace

asio::awaitable<Answer> ask(std::shared_ptr<Connection> connection, Command command, SteadyTime deadline) {
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Answer)>(
      [&connection, &command, deadline](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        // Shared, because a refused call still needs its handler.
        auto done = std::make_shared<decltype(handler)>(std::move(handler));
        const auto number = connection->send(std::move(command), deadline, [done](Answer answer) {
          auto resume = std::move(*done);
          std::move(resume)(std::move(answer));
        });
        if (!number) {
          asio::post(connection->executor(), [done]() mutable {
            auto resume = std::move(*done);
            std::move(resume)(refused());
          });
          return;
        }
        if (!slot.is_connected()) return;
        slot.assign([weak = std::weak_ptr(connection), number = *number](asio::cancellation_type) {
          if (const auto alive = weak.lock()) alive->cancel(number);
        });
      },
      asio::use_awaitable);
}

}  // namespace plaza::redis
