#include "gateway/api/fleet_status.hpp"

#include <algorithm>

#include "gateway/api/answer.hpp"
#include "platform/core/scopes.hpp"
#include "platform/rpc/thrift_call.hpp"

#include "thrift/pharmacy.hpp"

namespace plaza::gateway {
namespace {

// Who asks how the fleet is wants to know at once, above all when it is not well.
constexpr milliseconds feed_patience{500};

int gravity(std::string_view breaker) {
  if (breaker == "open") return 2;
  return breaker == "closed" ? 0 : 1;
}

void add(EndpointStatus& to, const rpc::EndpointView& view) {
  to.address = view.address;
  to.state = view.state;
  to.healthy = to.healthy || view.healthy;
  to.ejected = to.ejected || view.ejected;
  to.in_flight += view.in_flight;
  to.latency_ms = std::max(to.latency_ms, view.latency_ms);
}

void add(ServiceStatus& to, const rpc::ChannelView& view) {
  to.name = view.service;
  if (to.breaker.empty() || gravity(view.breaker) > gravity(to.breaker)) to.breaker = view.breaker;
  to.in_flight += view.in_flight;
  to.refused += static_cast<std::int64_t>(view.breaker_refused + view.limit_refused);
  to.retries += static_cast<std::int64_t>(view.retries);
  for (const auto& endpoint : view.endpoints) {
    auto known = std::ranges::find(to.endpoints, endpoint.address, &EndpointStatus::address);
    if (known == to.endpoints.end()) known = to.endpoints.insert(known, EndpointStatus{});
    add(*known, endpoint);
  }
}

// The views of the workers, one service at a time.
std::vector<ServiceStatus> services_of(const std::vector<rpc::ChannelView>& views) {
  std::vector<ServiceStatus> services;
  for (const auto& view : views) {
    if (services.empty() || services.back().name != view.service) services.emplace_back();
    add(services.back(), view);
  }
  for (auto& service : services) {
    service.reachable = service.breaker != "open" && std::ranges::any_of(service.endpoints, &EndpointStatus::healthy);
  }
  return services;
}

}  // namespace

asio::awaitable<Result<FleetStatus>> FleetStatusRoute::read(const Worker& worker, RequestContext context) const {
  FleetStatus status{.requests = rates_.requests(), .services = services_of(board_.views()), .feed = std::nullopt};
  for (auto& service : status.services) service.calls = rates_.calls(service.name);
  context.deadline = std::min(context.deadline, clock_.steady_now() + feed_patience);
  auto feed = co_await rpc::call<pharmacy::GetFeed>(pharmacy_.of(worker), std::move(context), {});
  if (feed) status.feed = *std::move(feed);
  co_return status;
}

void FleetStatusRoute::describe(Api& api) const {
  api.add(Tag{.name = "Fleet", .doc = "For those who run it."});
  api.add(
      {.path = "/api/v1/status",
       .id = "getStatus",
       .tag = "Fleet",
       .summary = "Read how the fleet is",
       .doc = "Rates, services with their instances and breakers, and the feed. For tokens with the scope `operator`.",
       .answers = {api.answer<FleetStatus>("The fleet.", cached_headers())},
       .problems = {},
       .scope = std::string(scope_operator),
       .handler = json_answer(
           Parameters<NoParameters>(), "private, no-cache",
           [this](const http::Request& request, NoParameters) { return read(request.worker(), request.context); })});
}

}  // namespace plaza::gateway
