#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>

#include "platform/core/clock.hpp"
#include "platform/resilience/endpoint_set.hpp"
#include "platform/rpc/channel.hpp"

namespace plaza::rpc {

// A channel per endpoint of a service, and the choice between them (resilience::EndpointSet). What calls say about an
// endpoint is learnt here; what health checks say is told by whoever makes them.
class EndpointChannel final : public Channel {
 public:
  // Makes the channel to one address ("127.0.0.1:9001"); it is let go when the address is no longer a member and its
  // calls are finished.
  using Connect = std::function<std::unique_ptr<Channel>(const std::string& address)>;

  EndpointChannel(const resilience::EndpointSetOptions& options, const Clock& clock, std::uint64_t seed,
                  Connect connect)
      : clock_(&clock), set_(options), random_(seed), connect_(std::move(connect)) {}

  // The members from now on: a static list, or a new answer of DNS.
  void assign(std::span<const std::string> addresses);
  void record_health(std::string_view address, bool good) { set_.record_health(address, good); }
  void record_draining(std::string_view address) { set_.record_draining(address); }

  // A call that was sent before (Call::endpoint) goes to another endpoint if there is one.
  asio::awaitable<Result<void>> send(Call& call) override;
  [[nodiscard]] const resilience::EndpointSet& endpoints() const { return set_; }

 private:
  const Clock* clock_;
  resilience::EndpointSet set_;
  resilience::RandomSource random_;
  Connect connect_;
  std::map<std::string, std::shared_ptr<Channel>, std::less<>> channels_;
};

}  // namespace plaza::rpc
