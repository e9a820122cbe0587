#include "platform/rpc/server_telemetry.hpp"

#include <fmt/format.h>

namespace plaza::rpc {

ServerTelemetry::ServerTelemetry(std::size_t workers, const Clock& clock, telemetry::Metrics& metrics,
                                 telemetry::Tracer& tracer, telemetry::Log& log, telemetry::InFlight& in_flight,
                                 telemetry::SlowRequests& slow)
    : clock_(&clock),
      tracer_(&tracer),
      log_(&log),
      in_flight_(&in_flight),
      slow_(&slow),
      connections_(&metrics.gauge("rpc_server_connections", "Open connections")),
      broken_connections_(
          &metrics.counter("rpc_server_broken_connections_total", "Connections that were closed for a fault")) {
  metrics_.reserve(workers);
  for (std::size_t i = 0; i < workers; ++i) {
    metrics_.emplace_back(metrics, "server", i);
    const telemetry::Labels labels{{"worker", std::to_string(i)}};
    limits_.push_back(&metrics.gauge("rpc_server_concurrency_limit", "Calls that a worker takes at once", labels));
    concurrency_.push_back(&metrics.gauge("rpc_server_concurrency", "Calls that a worker has under way", labels));
  }
  for (std::size_t priority = 0; priority < resilience::priority_count; ++priority) {
    for (std::size_t policy = 0; policy < shed_by_count; ++policy) {
      shed_[priority][policy] =
          &metrics.counter("rpc_server_shed_total", "Calls refused because there was too much to do",
                           {{"priority", std::string(to_string(static_cast<resilience::Priority>(priority)))},
                            {"policy", std::string(to_string(static_cast<ShedBy>(policy)))}});
    }
  }
}

void ServerTelemetry::shed(Worker& worker, const Method& method, ShedBy policy) {
  shed_[static_cast<std::size_t>(method.priority)][static_cast<std::size_t>(policy)]->add(worker.index());
}

void ServerTelemetry::measured(Worker& worker, std::uint32_t limit, std::uint32_t in_flight) {
  limits_[worker.index()]->set(limit);
  concurrency_[worker.index()]->set(in_flight);
}

void ServerTelemetry::opened(Worker& /*worker*/) {
  connections_->add(1);
}

void ServerTelemetry::closed(Worker& worker, std::string_view remote, std::string_view why) {
  connections_->add(-1);
  if (why.empty()) return;
  broken_connections_->add(worker.index());
  log_->warning("a connection was closed", {{"remote", remote}, {"why", why}});
}

void ServerTelemetry::begun(Worker& worker, const Method& method, RequestContext& context, SteadyTime received) {
  metrics_[worker.index()].begun(method);
  context.activity = in_flight_->begin(worker.index(), method.service, method.name, context, received);
  context.activity.set("handling");
}

void ServerTelemetry::finished(Worker& worker, const ServedCall& call) {
  metrics_[worker.index()].finished(*call.method, call.code, call.duration);
  in_flight_->end(worker.index(), call.context->activity);
  if (slow_->is_slow(call.duration)) {
    slow_->record({.ended = clock_->now(),
                   .duration = call.duration,
                   .method = std::string(call.method->service),
                   .route = std::string(call.method->name),
                   .outcome = std::string(to_string(call.code)),
                   .trace_id = call.context->trace.trace_id(),
                   .request_id = call.context->request_id});
  }
  if (!call.context->trace.sampled) return;
  tracer_->record({.context = call.context->trace,
                   .parent = call.caller_span,
                   .name = fmt::format("{}.{}", call.method->service, call.method->name),
                   .kind = telemetry::SpanKind::server,
                   .start = clock_->now() - std::chrono::duration_cast<milliseconds>(call.duration),
                   .duration = call.duration,
                   .tags = {{"rpc.code", std::string(to_string(call.code))}},
                   .failed = call.code != Code::ok});
}

void ServerTelemetry::threw(Worker& /*worker*/, const Method& method, const RequestContext& context,
                            std::string_view what) {
  log_->error("a handler threw",
              {{"service", method.service}, {"method", method.name}, {"requestId", context.request_id}, {"what", what}},
              &context.trace);
}

}  // namespace plaza::rpc
