#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "gateway/api/pharmacy_types.hpp"
#include "gateway/api/rates.hpp"
#include "gateway/description/type.hpp"

// What operators see of the fleet.
namespace plaza::gateway {

struct EndpointStatus {
  std::string address;
  std::string state;
  bool healthy = false;
  bool ejected = false;
  std::int64_t in_flight = 0;
  double latency_ms = 0;
};

struct ServiceStatus {
  std::string name;
  bool reachable = false;
  std::string breaker;
  Rate calls;
  std::int64_t in_flight = 0;
  std::int64_t refused = 0;
  std::int64_t retries = 0;
  std::vector<EndpointStatus> endpoints;
};

struct FleetStatus {
  Rate requests;
  std::vector<ServiceStatus> services;
  std::optional<pharmacy::wire::Feed> feed;
};

template <>
struct Description<EndpointStatus> {
  using T = EndpointStatus;
  static constexpr std::string_view name = "EndpointStatus";
  static constexpr std::string_view doc = "An instance of a service, as this gateway sees it.";
  static constexpr auto fields =
      std::tuple(field("address", &T::address, {.doc = "Where it is.", .example = R"("127.0.0.1:8140")"}),
                 field("state", &T::state, {.doc = "What it is good for at present.", .example = R"("serving")"}),
                 field("healthy", &T::healthy, {.doc = "Its last health check was answered well."}),
                 field("ejected", &T::ejected,
                       {.doc = "It failed so much more often than others that it is left out for a while."}),
                 field("inFlight", &T::in_flight, {.doc = "Calls under way.", .example = "3", .minimum = 0}),
                 field("latencyMs", [](const T& e) { return std::round(e.latency_ms * 1000) / 1000; },
                       {.doc = "Moving average of its answers, in milliseconds: the slowest of the gateway's workers.",
                        .example = "0.412",
                        .minimum = 0}));
};

template <>
struct Description<Rate> {
  using T = Rate;
  static constexpr std::string_view name = "RateStatus";
  static constexpr std::string_view doc = "How often something happens, over the last ten seconds.";
  static constexpr auto fields =
      std::tuple(field("perSecond", [](const T& r) { return std::round(r.per_second * 10) / 10; },
                       {.doc = "How often each second.", .example = "1200.5", .minimum = 0}),
                 field("failedPerSecond", [](const T& r) { return std::round(r.failed_per_second * 10) / 10; },
                       {.doc = "How often it failed for the fleet's own sake.", .example = "0", .minimum = 0}));
};

template <>
struct Description<ServiceStatus> {
  using T = ServiceStatus;
  static constexpr std::string_view name = "ServiceStatus";
  static constexpr std::string_view doc = "A service, as this gateway sees it.";
  static constexpr auto fields = std::tuple(
      field("name", &T::name, {.doc = "The service.", .example = R"("pharmacy")"}),
      field("reachable", &T::reachable,
            {.doc = "At least one instance is healthy, and the breaker lets calls through."}),
      field("breaker", &T::breaker,
            {.doc = "The worst of the gateway's workers: closed, half-open or open.", .example = R"("closed")"}),
      field("calls", &T::calls, {.doc = "Calls of this gateway, whatever came of them."}),
      field("inFlight", &T::in_flight, {.doc = "Calls under way.", .example = "3", .minimum = 0}),
      field("refused", &T::refused,
            {.doc = "Calls since the start that were not sent: the breaker was open, or too many were under way.",
             .example = "0",
             .minimum = 0}),
      field("retries", &T::retries,
            {.doc = "Calls that were sent again, since the start.", .example = "0", .minimum = 0}),
      field("endpoints", &T::endpoints, {.doc = "Its instances.", .items_max = 1'000}));
};

template <>
struct Description<FleetStatus> {
  using T = FleetStatus;
  static constexpr std::string_view name = "FleetStatus";
  static constexpr std::string_view doc = "The fleet, as this gateway sees it.";
  static constexpr auto fields =
      std::tuple(field("requests", &T::requests, {.doc = "Requests of clients that this gateway has answered."}),
                 field("services", &T::services, {.doc = "The services that it calls.", .items_max = 100}),
                 field("feed", &T::feed, {.doc = "The feed of the mask map; null while its service is away."}));
};

}  // namespace plaza::gateway
