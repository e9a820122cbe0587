#include "platform/rpc/balanced_channel.hpp"

#include <stdexcept>

#include <boost/asio/post.hpp>

#include "platform/core/random.hpp"

namespace plaza::rpc {
namespace {

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
class BalancedChannel::Parts : public std::enable_shared_from_this<Parts> {
 public:
  Parts(Worker& worker, const Clock& clock, const ChannelPolicies& options, Connect connect)
      : executor_(worker.executor()),
        clock_(&clock),
        connect_(std::move(connect)),
        choice_(options.choice, clock, random_bits(),
                [this](const std::string& address) { return this->connect(address); }),
        policies_(choice_, clock, options.resilience, random_bits()) {}
  ~Parts() {
    if (source_) source_->stop();
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  void start(const ChannelPolicies& options, ResolveName resolve) {
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

  Result<void> change(const ChannelPolicies& options) {
    auto entries = parse_endpoints(options.endpoints);
    if (!entries) return std::unexpected(std::move(entries.error()));
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
    return connect_(address, std::move(report));
  }

  asio::io_context::executor_type executor_;
  const Clock* clock_;
  Connect connect_;
  EndpointChannel choice_;
  ResilientChannel policies_;
  std::shared_ptr<EndpointSource> source_;
};

BalancedChannel::BalancedChannel(Worker& worker, const Clock& clock, const ChannelPolicies& options,
                                 ResolveName resolve, Connect connect)
    : parts_(std::make_shared<Parts>(worker, clock, options, std::move(connect))) {
  parts_->start(options, std::move(resolve));
}

BalancedChannel::~BalancedChannel() = default;

asio::awaitable<Result<void>> BalancedChannel::send(Call& call) {
  return parts_->send(call);
}

Result<void> BalancedChannel::change(const ChannelPolicies& options) {
  return parts_->change(options);
}

ChannelView BalancedChannel::view() const {
  return parts_->view();
}

}  // namespace plaza::rpc
