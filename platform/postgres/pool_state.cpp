#include "platform/postgres/pool_state.hpp"

#include <fmt/format.h>

#include "platform/postgres/failure.hpp"
#include "platform/resilience/deadline.hpp"

namespace plaza::postgres {
namespace {

constexpr std::string_view postgres_name = "postgres";

Target target_of(const Options& options, const std::function<std::string()>& password) {
  return {.server = options.server, .password = password ? password() : "", .application = "plaza"};
}

double gauge_of(resilience::BreakerState state) {
  if (state == resilience::BreakerState::closed) return 0;
  return state == resilience::BreakerState::open ? 1 : 0.5;
}

}  // namespace

PoolState::PoolState(const PoolSurroundings& with, const Options& options, std::function<std::string()> password)
    : clock(with.clock),
      tracer(with.tracer),
      database(options.server.database),
      limits(options.limits),
      breaker(options.limits.breaker),
      queries(*with.metrics, options.server.database, *with.worker),
      breaker_open(&with.metrics->gauge(
          "postgres_breaker_open", "0: closed, 0.5: half-open, 1: open",
          {{"database", options.server.database}, {"worker", std::to_string(with.worker->index())}})),
      connections(std::make_shared<Connections>(
          with.worker->executor(), *with.clock, options,
          [options, password = std::move(password)] { return target_of(options, password); },
          PoolMetrics(*with.metrics, options.server.database, *with.worker), *with.log)) {}

SteadyTime PoolState::deadline_of(const RequestContext& context) const {
  return resilience::shortened_deadline(context.deadline, limits.timeout, clock->steady_now());
}

Result<PoolState::Probe> PoolState::admit() {
  const auto now = clock->steady_now();
  auto probe = breaker.admit(now);
  breaker_open->set(gauge_of(breaker.state(now)));
  if (probe) return std::move(*probe);
  return std::unexpected(Error{.code = Code::unavailable,
                               .message = "the database fails; it is left alone for a while",
                               .reason = std::string(reason_breaker_open),
                               .retry_after = breaker.retry_after(now)});
}

void PoolState::learn(Probe& probe, const Error* error, SteadyTime began) {
  const auto now = clock->steady_now();
  resilience::Outcome outcome{.code = Code::ok, .took = now - began};
  if (error != nullptr && (speaks_of_the_server(*error) || error->code == Code::cancelled)) {
    outcome = resilience::outcome_of(std::unexpected(*error), now - began);
    // Refused here, for want of a connection: says nothing new.
    outcome.shed = outcome.shed || error->reason == reason_no_connection;
  }
  probe.finish(outcome, now);
  breaker_open->set(gauge_of(breaker.state(now)));
}

PoolState::Observation::Observation(PoolState& state, const RequestContext& context, const Statement& statement)
    : state_(&state), context_(context), statement_(statement), began_(state.clock->steady_now()) {
  context_.activity.set("querying the database");
}

PoolState::Observation::~Observation() {
  context_.activity.set("handling");
  const auto duration = state_->clock->steady_now() - began_;
  state_->queries.finished(statement_, code_, duration);
  if (!context_.trace.valid() || !context_.trace.sampled) return;
  state_->tracer->record({.context = context_.trace.child(),
                          .parent = context_.trace.span,
                          .name = fmt::format("{}.{}", postgres_name, statement_.name),
                          .kind = telemetry::SpanKind::client,
                          .start = state_->clock->now() - std::chrono::duration_cast<milliseconds>(duration),
                          .duration = duration,
                          .tags = {{"db.system", "postgresql"},
                                   {"db.name", state_->database},
                                   {"rpc.code", std::string(to_string(code_))}},
                          .failed = code_ != Code::ok});
}

}  // namespace plaza::postgres
