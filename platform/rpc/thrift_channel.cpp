#include "platform/rpc/thrift_channel.hpp"

#include "platform/rpc/thrift_connection.hpp"

namespace plaza::rpc {
namespace {

std::shared_ptr<ConnectionOptions> connection_options(const ChannelOptions& options) {
  auto connection = std::make_shared<ConnectionOptions>(options.connection);
  connection->health = options.choice.set.health;
  return connection;
}

}  // namespace

ThriftChannel::ThriftChannel(Worker& worker, const Clock& clock, const ChannelOptions& options, ResolveName resolve,
                             const std::shared_ptr<const tls::Credentials>& credentials)
    : ThriftChannel(worker, clock, options, std::move(resolve), credentials, connection_options(options)) {}

ThriftChannel::ThriftChannel(Worker& worker, const Clock& clock, const ChannelOptions& options, ResolveName resolve,
                             const std::shared_ptr<const tls::Credentials>& credentials,
                             std::shared_ptr<ConnectionOptions> connection)
    : BalancedChannel(
          worker, clock, options, std::move(resolve),
          [executor = worker.executor(), &clock, connection, credentials](const std::string& address, Report report) {
            return std::make_unique<ConnectionMember<ThriftConnection>>(std::make_shared<ThriftConnection>(
                executor, clock, connection, address, std::move(report), credentials));
          }),
      connection_(std::move(connection)) {}

Result<void> ThriftChannel::change(const ChannelOptions& options) {
  auto changed = BalancedChannel::change(options);
  if (changed) connection_->health = options.choice.set.health;
  return changed;
}

}  // namespace plaza::rpc
