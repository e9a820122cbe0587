#pragma once

#include <functional>
#include <memory>
#include <string>

#include "platform/rpc/channel.hpp"
#include "platform/rpc/channel_options.hpp"
#include "platform/rpc/channel_view.hpp"
#include "platform/rpc/endpoint_source.hpp"

namespace plaza::rpc {

// A service, wherever its instances are and whatever it speaks, with every policy around its calls: deadline →
// concurrency limit → breaker → retry → choice of endpoint → one connection for each. Trace and metrics
// (ObservedChannel) go around it. A restart within connect_wait fails no idempotent call, and none that the service had
// not begun. Lives on one worker.
class BalancedChannel : public Channel {
 public:
  // What a connection says of its endpoint; on the worker, and as late as it likes.
  using Report = std::function<void(resilience::EndpointState)>;
  // Makes the connection to one address, which ends when it is let go.
  using Connect = std::function<std::unique_ptr<Channel>(const std::string& address, Report report)>;

  // `clock` must outlive it. Connects as soon as the worker runs. Let it go before the worker's loop is destroyed; from
  // any thread, when no call is under way.
  // The endpoints must be as parse_endpoints() takes them (else std::invalid_argument). `resolve`: who looks names up;
  // the system if it is empty.
  BalancedChannel(Worker& worker, const Clock& clock, const ChannelPolicies& options, ResolveName resolve,
                  Connect connect);
  ~BalancedChannel() override;
  BalancedChannel(const BalancedChannel&) = delete;
  BalancedChannel& operator=(const BalancedChannel&) = delete;

  asio::awaitable<Result<void>> send(Call& call) override;

  // On the worker. Calls under way go on as they began; connections to endpoints that stay are kept. Fails, and changes
  // nothing, when an endpoint is not one.
  [[nodiscard]] Result<void> change(const ChannelPolicies& options);
  // What goes on, on the worker; service and worker are for the caller to fill in.
  [[nodiscard]] ChannelView view() const;

 private:
  class Parts;
  std::shared_ptr<Parts> parts_;
};

// A connection as a member of a set of endpoints: it stops when it is let go.
template <class Connection>
class ConnectionMember final : public Channel {
 public:
  explicit ConnectionMember(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {
    connection_->start();
  }
  ~ConnectionMember() override { connection_->stop(); }
  ConnectionMember(const ConnectionMember&) = delete;
  ConnectionMember& operator=(const ConnectionMember&) = delete;

  asio::awaitable<Result<void>> send(Call& call) override { return connection_->send(call); }

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace plaza::rpc
