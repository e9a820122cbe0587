#include "platform/rpc/decorators/breaker_channel.hpp"

#include <fmt/format.h>

namespace plaza::rpc {

asio::awaitable<Result<void>> BreakerChannel::send(Call& call) {
  const auto began = clock_->steady_now();
  auto lease = breaker_.admit(began);
  if (!lease) {
    call.never_reached_server = true;
    co_return std::unexpected(
        Error{.code = Code::unavailable,
              .message = fmt::format("{} fails; it is left alone for a while", call.method->service),
              .reason = std::string(reason_breaker_open),
              .retry_after = breaker_.retry_after(began)});
  }
  auto result = co_await inner_->send(call);
  const auto now = clock_->steady_now();
  lease->finish(resilience::outcome_of(result, now - began), now);
  co_return result;
}

}  // namespace plaza::rpc
