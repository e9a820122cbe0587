#include "platform/rpc/decorators/endpoint_channel.hpp"

namespace plaza::rpc {

void EndpointChannelOptions::describe(config::Section section) {
  set.describe(section);
  wait.describe(section);
}

void EndpointChannel::change(const EndpointChannelOptions& options) {
  set_.change(options.set);
  wait_.change(options.wait);
}

void EndpointChannel::assign(std::span<const resilience::EndpointAddress> addresses) {
  set_.assign(addresses);
  auto before = std::exchange(channels_, {});
  for (const auto& endpoint : set_.endpoints()) {
    const auto known = before.find(endpoint.get());
    channels_[endpoint.get()] = known != before.end() ? known->second : connect_(endpoint->address);
  }
  wait_.set_usable(set_.usable());
}

void EndpointChannel::report(std::string_view address, resilience::EndpointState state) {
  set_.record(address, state);
  wait_.set_usable(set_.usable());
}

asio::awaitable<Result<void>> EndpointChannel::send(Call& call) {
  auto began = clock_->steady_now();
  auto lease = pick(call, began);
  if (!lease) {
    auto waited = co_await wait_for_endpoint(call);
    if (!waited) {
      call.never_reached_server = true;
      co_return std::unexpected(std::move(waited.error()));
    }
    lease = std::move(*waited);
    began = clock_->steady_now();
  }
  call.endpoint = lease->token()->address;
  // Kept here, because a new answer of DNS may remove it while the call is under way.
  const auto channel = channels_.find(lease->token().get())->second;
  auto result = co_await channel->send(call);
  const auto now = clock_->steady_now();
  lease->finish(resilience::outcome_of(result, now - began), now);
  co_return result;
}

std::optional<EndpointChannel::Lease> EndpointChannel::pick(const Call& call, SteadyTime now) {
  auto lease = set_.pick(now, random_, call.endpoint);
  if (!lease && wait_.over(now)) lease = set_.pick_last_resort(random_);
  return lease;
}

asio::awaitable<Result<EndpointChannel::Lease>> EndpointChannel::wait_for_endpoint(const Call& call) {
  for (;;) {
    if (auto waited = co_await wait_.wait(call.context.deadline); !waited) {
      co_return std::unexpected(std::move(waited.error()));
    }
    if (auto lease = pick(call, clock_->steady_now())) co_return std::move(*lease);
  }
}

}  // namespace plaza::rpc
