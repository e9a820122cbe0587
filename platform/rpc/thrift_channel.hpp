#pragma once

#include <memory>

#include "platform/rpc/channel.hpp"
#include "platform/rpc/channel_options.hpp"
#include "platform/rpc/endpoints.hpp"

namespace plaza::rpc {

// A Thrift service, wherever its instances are: the transport under all decorators. A call is sent again, on another
// connection or a new one and while its deadline lasts, when it never reached a server, and once when it is idempotent
// and lost its connection; a restart within connect_wait fails nothing. Lives on one worker.
class ThriftChannel final : public Channel {
 public:
  // `clock` must outlive it. Connects as soon as the worker runs. Let it go before the worker's loop is destroyed; from
  // any thread, when no call is under way.
  ThriftChannel(Worker& worker, const Clock& clock, ChannelOptions options);

  asio::awaitable<Result<void>> send(Call& call) override;

 private:
  const Clock* clock_;
  std::shared_ptr<const ChannelOptions> options_;
  std::shared_ptr<Endpoints> endpoints_;
};

}  // namespace plaza::rpc
