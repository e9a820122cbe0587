#include "platform/rpc/grpc/channel.hpp"

#include "platform/rpc/grpc/connection.hpp"

namespace plaza::rpc {
namespace {

std::shared_ptr<GrpcConnectionOptions> connection_options(const GrpcChannelOptions& options) {
  auto connection = std::make_shared<GrpcConnectionOptions>(options.connection);
  connection->health = options.choice.set.health;
  return connection;
}

}  // namespace

GrpcChannel::GrpcChannel(Worker& worker, const Clock& clock, const GrpcChannelOptions& options, ResolveName resolve,
                         const std::shared_ptr<const tls::Credentials>& credentials)
    : GrpcChannel(worker, clock, options, std::move(resolve), credentials, connection_options(options)) {}

GrpcChannel::GrpcChannel(Worker& worker, const Clock& clock, const GrpcChannelOptions& options, ResolveName resolve,
                         const std::shared_ptr<const tls::Credentials>& credentials,
                         std::shared_ptr<GrpcConnectionOptions> connection)
    : BalancedChannel(
          worker, clock, options, std::move(resolve),
          [executor = worker.executor(), &clock, connection, credentials](const std::string& address, Report report) {
            return std::make_unique<ConnectionMember<GrpcConnection>>(
                std::make_shared<GrpcConnection>(executor, clock, connection, address, std::move(report), credentials));
          }),
      connection_(std::move(connection)) {}

Result<void> GrpcChannel::change(const GrpcChannelOptions& options) {
  auto changed = BalancedChannel::change(options);
  if (changed) connection_->health = options.choice.set.health;
  return changed;
}

}  // namespace plaza::rpc
