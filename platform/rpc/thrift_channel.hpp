#pragma once

#include <memory>

#include "platform/rpc/balanced_channel.hpp"
#include "platform/tls/credentials.hpp"

namespace plaza::rpc {

// A Thrift service: a BalancedChannel over ThriftConnections.
class ThriftChannel final : public BalancedChannel {
 public:
  using Options = ChannelOptions;

  // As for BalancedChannel. `credentials`, loaded: its connections are TLS.
  ThriftChannel(Worker& worker, const Clock& clock, const ChannelOptions& options, ResolveName resolve = {},
                const std::shared_ptr<const tls::Credentials>& credentials = nullptr);

  // As for BalancedChannel. What concerns a connection stays as it was.
  [[nodiscard]] Result<void> change(const ChannelOptions& options);

 private:
  ThriftChannel(Worker& worker, const Clock& clock, const ChannelOptions& options, ResolveName resolve,
                const std::shared_ptr<const tls::Credentials>& credentials,
                std::shared_ptr<ConnectionOptions> connection);

  std::shared_ptr<ConnectionOptions> connection_;  // of all connections
};

}  // namespace plaza::rpc
