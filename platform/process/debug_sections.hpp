#pragma once

#include "platform/core/clock.hpp"
#include "platform/core/dynamic.hpp"
#include "platform/core/health.hpp"
#include "platform/process/debug_page.hpp"
#include "platform/telemetry/in_flight.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/slow_requests.hpp"

namespace plaza {

// What every process can tell. All of it outlives the page.
struct DebugParts {
  std::string_view name;
  const Clock& clock;
  SteadyTime began;
  std::size_t workers;
  const Health& health;
  const telemetry::Log& log;
  const telemetry::InFlight& in_flight;
  const telemetry::SlowRequests& slow;
  const config::Dynamic& dynamic;
};

// The sections at the top of the page (the process, what is in flight), and those at its end.
void add_first_sections(DebugPage& page, const DebugParts& parts);
void add_last_sections(DebugPage& page, const DebugParts& parts);

}  // namespace plaza
