#include "platform/rpc/decorators/endpoint_channel.hpp"

#include <fmt/format.h>

namespace plaza::rpc {
namespace {

constexpr milliseconds retry_after_empty{1'000};

}  // namespace

void EndpointChannel::assign(std::span<const std::string> addresses) {
  set_.assign(addresses);
  std::map<std::string, std::shared_ptr<Channel>, std::less<>> members;
  for (const auto& endpoint : set_.endpoints()) {
    const auto known = channels_.find(endpoint->address);
    members.emplace(endpoint->address, known != channels_.end() ? known->second : connect_(endpoint->address));
  }
  channels_ = std::move(members);
}

asio::awaitable<Result<void>> EndpointChannel::send(Call& call) {
  const auto began = clock_->steady_now();
  auto lease = set_.pick(began, random_, call.endpoint);
  if (!lease) {
    call.never_reached_server = true;
    co_return std::unexpected(Error{.code = Code::unavailable,
                                    .message = fmt::format("no endpoint of {} is known", call.method->service),
                                    .retry_after = retry_after_empty});
  }
  call.endpoint = lease->token()->address;
  // Kept here, because a new answer of DNS may remove it while the call is under way.
  const auto channel = channels_.find(call.endpoint)->second;
  auto result = co_await channel->send(call);
  const auto now = clock_->steady_now();
  lease->finish(resilience::outcome_of(result, now - began), now);
  co_return result;
}

}  // namespace plaza::rpc
