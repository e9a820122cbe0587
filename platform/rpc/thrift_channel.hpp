#pragma once

#include <memory>

#include "platform/rpc/channel.hpp"
#include "platform/rpc/channel_options.hpp"
#include "platform/rpc/channel_view.hpp"
#include "platform/rpc/endpoint_source.hpp"
#include "platform/tls/credentials.hpp"

namespace plaza::rpc {

// A Thrift service, wherever its instances are, with every policy around its calls: deadline → concurrency limit →
// breaker → retry → choice of endpoint → one ThriftConnection for each. Trace and metrics (ObservedChannel) go around
// it. A restart within connect_wait fails no idempotent call, and none that the service had not begun. Lives on one
// worker.
class ThriftChannel final : public Channel {
 public:
  // `clock` must outlive it. Connects as soon as the worker runs. Let it go before the worker's loop is destroyed; from
  // any thread, when no call is under way.
  // The endpoints must be as parse_endpoints() takes them (else std::invalid_argument). `resolve`: who looks names up;
  // the system if it is empty. `credentials`, loaded: its connections are TLS.
  ThriftChannel(Worker& worker, const Clock& clock, const ChannelOptions& options, ResolveName resolve = {},
                const std::shared_ptr<const tls::Credentials>& credentials = nullptr);
  ~ThriftChannel() override;
  ThriftChannel(const ThriftChannel&) = delete;
  ThriftChannel& operator=(const ThriftChannel&) = delete;

  asio::awaitable<Result<void>> send(Call& call) override;

  // On the worker. Calls under way go on as they began; connections to endpoints that stay are kept. Fails, and changes
  // nothing, when an endpoint is not one.
  [[nodiscard]] Result<void> change(const ChannelOptions& options);
  // What goes on, on the worker; service and worker are for the caller to fill in.
  [[nodiscard]] ChannelView view() const;

 private:
  class Parts;
  std::shared_ptr<Parts> parts_;
};

}  // namespace plaza::rpc
