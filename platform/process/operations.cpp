#include "platform/process/operations.hpp"

#include <string>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "platform/core/json_text.hpp"
#include "platform/http/problem.hpp"

namespace plaza {
namespace {

// Of a longer list only the oldest are shown; "count" tells how many there are.
constexpr std::size_t shown_requests_max = 1'000;
constexpr std::size_t log_level_bytes_max = 256;

http::Response of_type(std::string_view type, std::string body) {
  http::Response response{.body = std::move(body)};
  response.headers.add("Content-Type", type);
  return response;
}

// An answer about this moment, which nobody may keep.
http::Response momentary(http::Response response) {
  response.headers.add("Cache-Control", "no-store");
  return response;
}

http::Response readiness(const Health& health) {
  const bool ready = health.ready();
  std::string body = fmt::format(R"({{"ready":{},"stopping":{},"checks":{{)", ready, health.stopping());
  bool first = true;
  for (const auto& [name, check] : health.checks()) {
    if (!std::exchange(first, false)) body.push_back(',');
    append_json_string(body, name);
    body += fmt::format(R"(:{{"ready":{},"detail":)", check.ready);
    append_json_string(body, check.detail);
    body.push_back('}');
  }
  body += "}}\n";
  return http::json(ready ? 200 : 503, std::move(body));
}

http::Response log_level(const telemetry::Log& log) {
  return http::json(200, fmt::format("{{\"level\":\"{}\"}}\n", to_string(log.level())));
}

// The level that a body names: the word alone, or {"level": "…"}.
std::optional<telemetry::Level> level_in(std::string_view body) {
  const auto text_end = body.find_last_not_of(" \r\n\t");
  body = body.substr(0, text_end == std::string_view::npos ? 0 : text_end + 1);
  if (const auto level = telemetry::parse_level(body)) return level;
  boost::system::error_code error;
  const auto parsed = boost::json::parse(body, error);
  if (error || !parsed.is_object()) return std::nullopt;
  const auto* word = parsed.get_object().if_contains("level");
  if (!word || !word->is_string()) return std::nullopt;
  return telemetry::parse_level(std::string_view(word->get_string()));
}

http::Response set_log_level(const http::Request& request, telemetry::Log& log) {
  const auto level = level_in(request.body());
  if (!level) {
    return http::problem(request,
                         Error{.code = Code::invalid_argument,
                               .message = "the body is to be debug, info, warning or error, or {\"level\": …}"});
  }
  log.set_level(*level);
  log.warning("log level changed", {{"level", to_string(*level)}});
  return log_level(log);
}

http::Response requests_in_flight(const OperationsParts& parts) {
  const auto now = parts.clock.steady_now();
  const auto all = parts.in_flight.list();
  std::string body = fmt::format(R"({{"count":{},"requests":[)", all.size());
  for (std::size_t i = 0; i < std::min(all.size(), shown_requests_max); ++i) {
    body += i == 0 ? "\n" : ",\n";
    body += R"({"method":)";
    append_json_string(body, all[i].method);
    body += R"(,"route":)";
    append_json_string(body, all[i].route);
    body += R"(,"step":)";
    append_json_string(body, all[i].step);
    body += fmt::format(R"(,"ageMs":{},"traceId":"{}","requestId":)",
                        std::chrono::duration_cast<milliseconds>(now - all[i].since).count(), all[i].trace.trace_id());
    append_json_string(body, all[i].request_id);
    body.push_back('}');
  }
  body += "]}\n";
  return http::json(200, std::move(body));
}

}  // namespace

void add_health_routes(http::Router& router, const Health& health, const telemetry::Metrics& metrics) {
  router.get("/healthz", [](http::Request&) { return momentary(http::text(200, "OK")); });
  router.get("/readyz", [&health](http::Request&) { return momentary(readiness(health)); });
  router.get("/metrics", [&metrics](http::Request&) {
    return momentary(of_type("text/plain; version=0.0.4; charset=utf-8", metrics.exposition()));
  });
}

void add_operations_routes(http::Router& router, const OperationsParts& parts) {
  add_health_routes(router, parts.health, parts.metrics);
  http::add_problem_pages(router);
  auto& log = parts.log;
  router.get("/log-level", [&log](http::Request&) { return momentary(log_level(log)); });
  router.add({.method = http::Method::put,
              .path = "/log-level",
              .handler = [&log](http::Request& request) { return set_log_level(request, log); },
              .body_bytes_max = log_level_bytes_max});
  router.get("/config", [&dynamic = parts.dynamic](http::Request&) {
    return momentary(of_type("application/toml", config::print(dynamic.entries())));
  });
  router.get("/requests", [parts](http::Request&) { return momentary(requests_in_flight(parts)); });
}

}  // namespace plaza
