#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

#include "platform/core/clock.hpp"
#include "platform/resilience/endpoint_set.hpp"
#include "platform/rpc/channel.hpp"
#include "platform/rpc/decorators/connection_wait.hpp"

namespace plaza::rpc {

struct EndpointChannelOptions {
  resilience::EndpointSetOptions set{};
  ConnectionWaitOptions wait{};

  void describe(config::Section section);
};

// A channel per endpoint of a service, and the choice between them (resilience::EndpointSet). What calls say about an
// endpoint is learnt here; what its connection and its health checks say is reported by the channel to it. While no
// endpoint can be used, calls wait for one (ConnectionWait).
class EndpointChannel final : public Channel {
 public:
  // Makes the channel to one address ("127.0.0.1:9001"); it is let go when the address is no longer a member and its
  // calls are finished. What it reports goes to report().
  using Connect = std::function<std::unique_ptr<Channel>(const std::string& address)>;

  EndpointChannel(const EndpointChannelOptions& options, const Clock& clock, std::uint64_t seed, Connect connect)
      : clock_(&clock), set_(options.set), wait_(clock, options.wait), random_(seed), connect_(std::move(connect)) {}

  void change(const EndpointChannelOptions& options);
  // The members from now on: a static list, or a new answer of DNS.
  void assign(std::span<const resilience::EndpointAddress> addresses);
  void report(std::string_view address, resilience::EndpointState state);

  // A call that was sent before (Call::endpoint) goes to another endpoint if there is one.
  asio::awaitable<Result<void>> send(Call& call) override;
  [[nodiscard]] const resilience::EndpointSet& endpoints() const { return set_; }

 private:
  using Lease = resilience::EndpointSet::Lease;
  [[nodiscard]] std::optional<Lease> pick(const Call& call, SteadyTime now);
  asio::awaitable<Result<Lease>> wait_for_endpoint(const Call& call);

  const Clock* clock_;
  resilience::EndpointSet set_;
  ConnectionWait wait_;
  resilience::RandomSource random_;
  Connect connect_;
  std::unordered_map<const resilience::Endpoint*, std::shared_ptr<Channel>> channels_;
};

}  // namespace plaza::rpc
