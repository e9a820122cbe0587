#include "platform/rpc/thrift_channel.hpp"

#include <boost/asio/post.hpp>

#include "platform/core/random.hpp"
#include "platform/rpc/thrift_connection.hpp"

namespace plaza::rpc {
namespace {

// A connection as a member of an EndpointChannel: it stops when it is let go.
class Member final : public Channel {
 public:
  explicit Member(std::shared_ptr<ThriftConnection> connection) : connection_(std::move(connection)) {
    connection_->start();
  }
  ~Member() override { connection_->stop(); }
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;

  asio::awaitable<Result<void>> send(Call& call) override { return connection_->send(call); }

 private:
  std::shared_ptr<ThriftConnection> connection_;
};

std::shared_ptr<ConnectionOptions> connection_options(const ChannelOptions& options) {
  auto connection = std::make_shared<ConnectionOptions>(options.connection);
  connection->health = options.choice.set.health;
  return connection;
}

}  // namespace

// Held by the channel and, while they report, by its connections: the channel may be let go on another thread.
class ThriftChannel::Parts : public std::enable_shared_from_this<Parts> {
 public:
  Parts(Worker& worker, const Clock& clock, const ChannelOptions& options)
      : executor_(worker.executor()),
        clock_(&clock),
        connection_options_(connection_options(options)),
        choice(options.choice, clock, random_bits(), [this](const std::string& address) { return connect(address); }),
        policies(choice, clock, options.resilience, random_bits()) {}

  void start(const std::vector<std::string>& endpoints) {
    std::vector<resilience::EndpointAddress> members;
    for (const auto& endpoint : endpoints) members.push_back({endpoint});
    asio::post(executor_, [weak = weak_from_this(), members = std::move(members)] {
      if (const auto self = weak.lock()) self->choice.assign(members);
    });
  }

 private:
  std::unique_ptr<Channel> connect(const std::string& address) {
    auto report = [weak = weak_from_this(), address](resilience::EndpointState state) {
      if (const auto self = weak.lock()) self->choice.report(address, state);
    };
    return std::make_unique<Member>(
        std::make_shared<ThriftConnection>(executor_, *clock_, connection_options_, address, std::move(report)));
  }

  asio::io_context::executor_type executor_;
  const Clock* clock_;
  std::shared_ptr<ConnectionOptions> connection_options_;

 public:
  EndpointChannel choice;
  ResilientChannel policies;
};

ThriftChannel::ThriftChannel(Worker& worker, const Clock& clock, ChannelOptions options)
    : parts_(std::make_shared<Parts>(worker, clock, options)) {
  parts_->start(options.endpoints);
}

ThriftChannel::~ThriftChannel() = default;

asio::awaitable<Result<void>> ThriftChannel::send(Call& call) {
  return parts_->policies.send(call);
}

const ResilientChannel& ThriftChannel::policies() const {
  return parts_->policies;
}

const resilience::EndpointSet& ThriftChannel::endpoints() const {
  return parts_->choice.endpoints();
}

}  // namespace plaza::rpc
