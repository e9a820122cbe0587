#include "platform/process/debug_sections.hpp"

#include <algorithm>
#include <span>

#include "platform/core/timestamp.hpp"
#include "platform/process/version.hpp"

namespace plaza {
namespace {

namespace json = boost::json;

// Of a longer list the oldest are shown.
constexpr std::size_t shown_requests_max = 1'000;

std::int64_t in_ms(std::chrono::nanoseconds duration) {
  return std::chrono::duration_cast<milliseconds>(duration).count();
}

json::value process(const DebugParts& parts) {
  std::string waiting_for;
  for (const auto& [name, check] : parts.health.checks()) {
    if (!check.ready) waiting_for += (waiting_for.empty() ? "" : ", ") + name;
  }
  return json::object{{"name", parts.name},
                      {"version", version()},
                      {"workers", parts.workers},
                      {"upMs", in_ms(parts.clock.steady_now() - parts.began)},
                      {"ready", parts.health.ready()},
                      {"waitingFor", waiting_for},
                      {"stopping", parts.health.stopping()},
                      {"logLevel", to_string(parts.log.level())},
                      {"dynamicFile", parts.dynamic.file()}};
}

json::value in_flight(const DebugParts& parts) {
  const auto now = parts.clock.steady_now();
  const auto all = parts.in_flight.list();
  json::array rows;
  for (const auto& entry : std::span(all).first(std::min(all.size(), shown_requests_max))) {
    rows.push_back(json::object{{"ageMs", in_ms(now - entry.since)},
                                {"step", entry.step},
                                {"method", entry.method},
                                {"route", entry.route},
                                {"traceId", entry.trace.trace_id()},
                                {"requestId", entry.request_id}});
  }
  return rows;
}

json::value slow_requests(const DebugParts& parts) {
  json::array rows;
  for (const auto& entry : parts.slow.list()) {
    rows.push_back(json::object{{"ended", format_rfc3339(entry.ended)},
                                {"tookMs", in_ms(entry.duration)},
                                {"method", entry.method},
                                {"route", entry.route},
                                {"outcome", entry.outcome},
                                {"traceId", entry.trace_id},
                                {"requestId", entry.request_id}});
  }
  return rows;
}

json::value configuration(const DebugParts& parts) {
  json::array rows;
  for (const auto& entry : parts.dynamic.entries()) {
    rows.push_back(json::object{{"option", entry.path},
                                {"value", entry.value},
                                {"source", to_string(entry.source)},
                                {"live", entry.live},
                                {"meaning", entry.help}});
  }
  return rows;
}

}  // namespace

void add_first_sections(DebugPage& page, const DebugParts& parts) {
  page.add(
      {.key = "process", .title = "Process", .doc = "What runs here.", .content = [parts] { return process(parts); }});
  page.add({.key = "inFlight",
            .title = "Requests in flight",
            .doc = "Over all protocols, the oldest first, and what each is doing now.",
            .content = [parts] { return in_flight(parts); }});
}

void add_last_sections(DebugPage& page, const DebugParts& parts) {
  page.add({.key = "slowRequests",
            .title = "Slow requests",
            .doc = "The latest that took longer than debug.slow_request_ms, the last one first.",
            .content = [parts] { return slow_requests(parts); }});
  page.add({.key = "configuration",
            .title = "Configuration",
            .doc = "What is in force, and where it comes from. Live options may be set in the dynamic file.",
            .content = [parts] { return configuration(parts); }});
}

}  // namespace plaza
