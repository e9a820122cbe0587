#pragma once

#include <memory>

#include "platform/rpc/balanced_channel.hpp"
#include "platform/rpc/grpc/options.hpp"
#include "platform/tls/credentials.hpp"

namespace plaza::rpc {

// A gRPC service: a BalancedChannel over GrpcConnections.
class GrpcChannel final : public BalancedChannel {
 public:
  using Options = GrpcChannelOptions;

  // As for BalancedChannel. `credentials`, loaded: its connections are TLS.
  GrpcChannel(Worker& worker, const Clock& clock, const GrpcChannelOptions& options, ResolveName resolve = {},
              const std::shared_ptr<const tls::Credentials>& credentials = nullptr);

  // As for BalancedChannel. What concerns a connection stays as it was.
  [[nodiscard]] Result<void> change(const GrpcChannelOptions& options);

 private:
  GrpcChannel(Worker& worker, const Clock& clock, const GrpcChannelOptions& options, ResolveName resolve,
              const std::shared_ptr<const tls::Credentials>& credentials,
              std::shared_ptr<GrpcConnectionOptions> connection);

  std::shared_ptr<GrpcConnectionOptions> connection_;  // of all connections
};

}  // namespace plaza::rpc
