#pragma once

#include <memory>

#include "platform/rpc/channel.hpp"
#include "platform/rpc/channel_options.hpp"

namespace plaza::rpc {

// A Thrift service, wherever its instances are, with every policy around its calls: deadline → concurrency limit →
// breaker → retry → choice of endpoint → one ThriftConnection for each. Trace and metrics (ObservedChannel) go around
// it. A restart within connect_wait fails no idempotent call, and none that the service had not begun. Lives on one
// worker.
class ThriftChannel final : public Channel {
 public:
  // `clock` must outlive it. Connects as soon as the worker runs. Let it go before the worker's loop is destroyed; from
  // any thread, when no call is under way.
  ThriftChannel(Worker& worker, const Clock& clock, ChannelOptions options);
  ~ThriftChannel() override;
  ThriftChannel(const ThriftChannel&) = delete;
  ThriftChannel& operator=(const ThriftChannel&) = delete;

  asio::awaitable<Result<void>> send(Call& call) override;

  // For whoever shows what goes on; on the worker.
  [[nodiscard]] const ResilientChannel& policies() const;
  [[nodiscard]] const resilience::EndpointSet& endpoints() const;

 private:
  class Parts;
  std::shared_ptr<Parts> parts_;
};

}  // namespace plaza::rpc
