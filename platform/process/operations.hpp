#pragma once

#include "platform/core/clock.hpp"
#include "platform/core/dynamic.hpp"
#include "platform/core/health.hpp"
#include "platform/http/router.hpp"
#include "platform/telemetry/in_flight.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza {

// GET /healthz (200 while the process runs), /readyz (200 or 503, with each check as JSON) and /metrics. What is handed
// in must outlive the router.
void add_health_routes(http::Router& router, const Health& health, const telemetry::Metrics& metrics);

// What the operations port shows and changes. All of it outlives the router.
struct OperationsParts {
  const Health& health;
  const telemetry::Metrics& metrics;
  const telemetry::InFlight& in_flight;
  telemetry::Log& log;
  const Clock& clock;
  const config::Dynamic& dynamic;
};

// The health routes, and GET and PUT /log-level, GET /config, GET /requests, and the pages that problems point to.
void add_operations_routes(http::Router& router, const OperationsParts& parts);

}  // namespace plaza
