#include "platform/rpc/thrift_channel.hpp"

#include <stdexcept>

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

ConnectionOptions connection_options(const ChannelOptions& options) {
  auto connection = options.connection;
  connection.health = options.choice.set.health;
  return connection;
}

EndpointView view_of(const resilience::Endpoint& endpoint, SteadyTime now) {
  return {.address = endpoint.address,
          .weight = endpoint.weight,
          .state = std::string(to_string(endpoint.state)),
          .healthy = endpoint.proven && endpoint.health.healthy(),
          .ejected = endpoint.outlier.ejected(now),
          .in_flight = endpoint.load.in_flight(),
          .latency_ms = endpoint.load.latency_ms(now)};
}

}  // namespace

// Held by the channel and, while they report, by its connections: the channel may be let go on another thread.
class ThriftChannel::Parts : public std::enable_shared_from_this<Parts> {
 public:
  Parts(Worker& worker, const Clock& clock, const ChannelOptions& options,
        std::shared_ptr<const tls::Credentials> credentials)
      : executor_(worker.executor()),
        clock_(&clock),
        credentials_(std::move(credentials)),
        connection_options_(std::make_shared<ConnectionOptions>(connection_options(options))),
        choice_(options.choice, clock, random_bits(), [this](const std::string& address) { return connect(address); }),
        policies_(choice_, clock, options.resilience, random_bits()) {}
  ~Parts() {
    if (source_) source_->stop();
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  void start(const ChannelOptions& options, ResolveName resolve) {
    auto entries = parse_endpoints(options.endpoints);
    if (!entries) throw std::invalid_argument(entries.error().message);
    source_ = std::make_shared<EndpointSource>(
        executor_, resolve ? std::move(resolve) : system_resolver(executor_),
        [weak = weak_from_this()](std::span<const resilience::EndpointAddress> members) {
          if (const auto self = weak.lock()) self->choice_.assign(members);
        });
    asio::post(executor_, [source = source_, all = std::move(*entries), interval = options.resolve_interval]() mutable {
      source->follow(std::move(all), interval);
    });
  }

  Result<void> change(const ChannelOptions& options) {
    auto entries = parse_endpoints(options.endpoints);
    if (!entries) return std::unexpected(std::move(entries.error()));
    connection_options_->health = options.choice.set.health;
    choice_.change(options.choice);
    policies_.change(options.resilience);
    source_->follow(std::move(*entries), options.resolve_interval);
    return {};
  }

  asio::awaitable<Result<void>> send(Call& call) { return policies_.send(call); }

  [[nodiscard]] ChannelView view() const {
    const auto now = clock_->steady_now();
    ChannelView view;
    const auto& breaker = policies_.breaker();
    view.breaker = to_string(breaker.state(now));
    view.breaker_opened = breaker.times_opened();
    view.breaker_refused = breaker.refused();
    view.in_flight = policies_.limit().in_flight();
    view.in_flight_max = policies_.limit().in_flight_max();
    view.limit_refused = policies_.limit().refused();
    view.retries = policies_.retry().retries();
    view.retries_refused = policies_.retry().refused_by_budget();
    view.retries_saved = policies_.retry().budget_saved();
    const auto& set = choice_.endpoints();
    view.panicking = set.panicking(now);
    view.ejections = set.ejections();
    view.resolution_failures = source_->failures();
    view.last_resolution_failure = source_->last_failure();
    for (const auto& endpoint : set.endpoints()) view.endpoints.push_back(view_of(*endpoint, now));
    return view;
  }

 private:
  std::unique_ptr<Channel> connect(const std::string& address) {
    auto report = [weak = weak_from_this(), address](resilience::EndpointState state) {
      if (const auto self = weak.lock()) self->choice_.report(address, state);
    };
    return std::make_unique<Member>(std::make_shared<ThriftConnection>(executor_, *clock_, connection_options_, address,
                                                                       std::move(report), credentials_));
  }

  asio::io_context::executor_type executor_;
  const Clock* clock_;
  std::shared_ptr<const tls::Credentials> credentials_;
  std::shared_ptr<ConnectionOptions> connection_options_;
  EndpointChannel choice_;
  ResilientChannel policies_;
  std::shared_ptr<EndpointSource> source_;
};

ThriftChannel::ThriftChannel(Worker& worker, const Clock& clock, const ChannelOptions& options, ResolveName resolve,
                             const std::shared_ptr<const tls::Credentials>& credentials)
    : parts_(std::make_shared<Parts>(worker, clock, options, credentials)) {
  parts_->start(options, std::move(resolve));
}

ThriftChannel::~ThriftChannel() = default;

asio::awaitable<Result<void>> ThriftChannel::send(Call& call) {
  return parts_->send(call);
}

Result<void> ThriftChannel::change(const ChannelOptions& options) {
  return parts_->change(options);
}

ChannelView ThriftChannel::view() const {
  return parts_->view();
}

}  // namespace plaza::rpc
