#pragma once

#include <array>
#include <string_view>

#include "gateway/api/connected_once.hpp"
#include "gateway/api/worker_channels.hpp"
#include "platform/core/component.hpp"
#include "platform/process/process.hpp"
#include "platform/resilience/adaptive_limit.hpp"
#include "platform/rpc/channel_options.hpp"
#include "platform/rpc/channel_view.hpp"
#include "platform/rpc/grpc/options.hpp"

namespace plaza::gateway {

// How one service is called. `shedding` is per worker.
template <class ChannelOptions>
struct ServiceOptions {
  ChannelOptions channel{};
  resilience::AdaptiveLimitOptions shedding{};

  void describe(config::Section section) {
    channel.describe(section);
    shedding.describe(section.section("shedding").live());
  }
};

struct ServicesOptions {
  // The pharmacy answers some 10,000 searches a second and core, but only hundreds of those that look at every text:
  // the minimum is what these leave in a few hundredths of a second.
  ServiceOptions<rpc::ChannelOptions> pharmacy{.shedding = {.initial = 256, .min = 4}};
  ServiceOptions<rpc::GrpcChannelOptions> booking{.channel = with_endpoint("127.0.0.1:9103"),
                                                  .shedding = {.initial = 512, .min = 32}};
  // What is written together is committed together: calls that wait for a commit are no queue.
  ServiceOptions<rpc::GrpcChannelOptions> orders{.channel = with_endpoint("127.0.0.1:9101"),
                                                 .shedding = {.initial = 512, .min = 32}};
  ServiceOptions<rpc::GrpcChannelOptions> shipping{.channel = with_endpoint("127.0.0.1:9102"),
                                                   .shedding = {.initial = 512, .min = 32}};
  milliseconds start_wait{5'000};

  void describe(config::Section root);

 private:
  static rpc::GrpcChannelOptions with_endpoint(std::string endpoint);
};

// The ways to all services: for each one a channel per worker with its policies, metrics and traces, and a limit that
// sheds what does it no good. As a component it makes the process ready.
class Services final : public Component {
 public:
  // Process and options outlive it.
  Services(Process& process, const ServicesOptions& options);

  [[nodiscard]] const WorkerChannels& pharmacy() const { return pharmacy_; }
  [[nodiscard]] const WorkerChannels& booking() const { return booking_; }
  [[nodiscard]] const WorkerChannels& orders() const { return orders_; }
  [[nodiscard]] const WorkerChannels& shipping() const { return shipping_; }
  // What all channels know of their services.
  [[nodiscard]] const rpc::ChannelBoard& board() const { return board_; }

  [[nodiscard]] std::string_view name() const override { return "services"; }
  [[nodiscard]] Result<void> start() override;
  void stop_accepting() override;
  [[nodiscard]] bool drained() const override;

 private:
  template <class Transport, class ChannelOptions>
  WorkerChannels channels(std::string_view name, const ServiceOptions<ChannelOptions>& options);

  Process& process_;
  rpc::ChannelBoard board_;
  WorkerChannels pharmacy_;
  WorkerChannels booking_;
  WorkerChannels orders_;
  WorkerChannels shipping_;
  std::array<ConnectedOnce, 4> connected_;
};

}  // namespace plaza::gateway
