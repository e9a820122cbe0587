#include "gateway/services.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "gateway/api/service_channel.hpp"
#include "gateway/edge/shedding/shedding_channel.hpp"
#include "platform/process/debug_channels.hpp"
#include "platform/rpc/grpc/channel.hpp"
#include "platform/rpc/thrift_channel.hpp"

namespace plaza::gateway {

void ServicesOptions::describe(config::Section root) {
  pharmacy.describe(root.section("pharmacy"));
  booking.describe(root.section("booking"));
  orders.describe(root.section("orders"));
  shipping.describe(root.section("shipping"));
  root.section("start").value("services_wait_ms", start_wait,
                              "Not ready until each service has answered once, but for this long at most",
                              {.min = 0, .max = 600'000});
}

rpc::GrpcChannelOptions ServicesOptions::with_endpoint(std::string endpoint) {
  rpc::GrpcChannelOptions options;
  options.endpoints = {std::move(endpoint)};
  return options;
}

template <class Transport, class ChannelOptions>
WorkerChannels Services::channels(std::string_view name, const ServiceOptions<ChannelOptions>& options) {
  auto& live = process_.dynamic().section(std::string(name), options.channel);
  auto& shedding = process_.dynamic().section(fmt::format("{}.shedding", name), options.shedding);
  const auto credentials = process_.credentials(options.channel.tls);
  return {process_.workers(), [&](Worker& worker) {
            auto channel =
                std::make_unique<ServiceChannel<Transport>>(name, process_, worker, live, board_, credentials);
            auto shed = std::make_unique<SheddingChannel>(std::move(channel), std::string(name), process_.clock(),
                                                          options.shedding, worker.index(), process_.metrics());
            shedding.on_change(worker,
                               [&limit = *shed](const resilience::AdaptiveLimitOptions& next) { limit.change(next); });
            return shed;
          }};
}

Services::Services(Process& process, const ServicesOptions& options)
    : process_(process),
      pharmacy_(channels<rpc::ThriftChannel>("pharmacy", options.pharmacy)),
      booking_(channels<rpc::GrpcChannel>("booking", options.booking)),
      orders_(channels<rpc::GrpcChannel>("orders", options.orders)),
      shipping_(channels<rpc::GrpcChannel>("shipping", options.shipping)),
      connected_{ConnectedOnce("pharmacy", process.serving(), pharmacy_, ask_by_thrift, options.start_wait,
                               process.clock(), process.health()),
                 ConnectedOnce("booking", process.serving(), booking_, ask_by_grpc, options.start_wait, process.clock(),
                               process.health()),
                 ConnectedOnce("orders", process.serving(), orders_, ask_by_grpc, options.start_wait, process.clock(),
                               process.health()),
                 ConnectedOnce("shipping", process.serving(), shipping_, ask_by_grpc, options.start_wait,
                               process.clock(), process.health())} {
  add_channels(process.debug(), board_);
}

Result<void> Services::start() {
  for (auto& service : connected_) {
    if (auto started = service.start(); !started) return started;
  }
  return {};
}

void Services::stop_accepting() {
  for (auto& service : connected_) service.stop_accepting();
}

bool Services::drained() const {
  return std::ranges::all_of(connected_, &ConnectedOnce::drained);
}

}  // namespace plaza::gateway
