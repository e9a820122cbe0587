#include "platform/rpc/decorators/concurrency_channel.hpp"

#include <fmt/format.h>

namespace plaza::rpc {
namespace {

constexpr milliseconds retry_after_full{1'000};

}  // namespace

asio::awaitable<Result<void>> ConcurrencyChannel::send(Call& call) {
  auto lease = limit_.admit();
  if (!lease) {
    call.never_reached_server = true;
    co_return std::unexpected(Error{.code = Code::unavailable,
                                    .message = fmt::format("too many calls to {} are under way", call.method->service),
                                    .reason = std::string(resilience::reason_overloaded),
                                    .retry_after = retry_after_full});
  }
  const auto began = clock_->steady_now();
  auto result = co_await inner_->send(call);
  const auto now = clock_->steady_now();
  lease->finish(resilience::outcome_of(result, now - began), now);
  co_return result;
}

}  // namespace plaza::rpc
