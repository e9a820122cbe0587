#include "platform/rpc/thrift_channel.hpp"

#include <algorithm>

#include "platform/rpc/thrift_call.hpp"

namespace plaza::rpc {

namespace {

// Of one call, all together; each but the first follows the loss of a connection.
constexpr int attempts_max = 6;
// Of them, those that may have been acted on.
constexpr int repeated_attempts_max = 1;

}  // namespace

ThriftChannel::ThriftChannel(Worker& worker, const Clock& clock, ChannelOptions options)
    : clock_(&clock),
      options_(std::make_shared<const ChannelOptions>(std::move(options))),
      endpoints_(Endpoints::make(worker.executor(), clock, options_)) {}

asio::awaitable<Result<void>> ThriftChannel::send(Call& call) {
  auto* thrift_call = dynamic_cast<ThriftCall*>(&call);
  if (thrift_call == nullptr) co_return fail(Code::internal, "a call of another protocol on a Thrift channel");
  call.context.deadline = std::min(call.context.deadline, clock_->steady_now() + options_->call_timeout_max);
  int lost_on_the_way = 0;
  for (int attempt = 1;; ++attempt) {
    auto connection = endpoints_->choose_now();
    if (!connection) {
      auto chosen = co_await endpoints_->choose(call.context.deadline);
      if (!chosen) {
        call.never_reached_server = lost_on_the_way == 0;
        co_return std::unexpected(std::move(chosen.error()));
      }
      connection = std::move(*chosen);
    }
    auto delivery = co_await connection->send(*thrift_call);
    if (delivery.connection_lost && !call.never_reached_server) ++lost_on_the_way;
    const bool again = delivery.connection_lost && attempt < attempts_max &&
                       (lost_on_the_way == 0 || (call.method->idempotent && lost_on_the_way <= repeated_attempts_max));
    if (again) continue;
    if (lost_on_the_way > 0) call.never_reached_server = false;
    co_return std::move(delivery.outcome);
  }
}

}  // namespace plaza::rpc
