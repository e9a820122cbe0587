#include "platform/redis/client_state.hpp"

#include <fmt/format.h>

#include "platform/redis/failure.hpp"

namespace plaza::redis {
namespace {

double gauge_of(resilience::BreakerState state) {
  if (state == resilience::BreakerState::closed) return 0;
  return state == resilience::BreakerState::open ? 1 : 0.5;
}

}  // namespace

ClientState::ClientState(const ClientSurroundings& with, std::string of, const Options& options,
                         std::function<std::string()> password, std::shared_ptr<const tls::Credentials> credentials)
    : clock(with.clock),
      tracer(with.tracer),
      store(std::move(of)),
      limits(options.limits),
      breaker(options.limits.breaker),
      commands(*with.metrics, store, *with.worker),
      breaker_open(&with.metrics->gauge("redis_breaker_open", "0: closed, 0.5: half-open, 1: open",
                                        {{"store", store}, {"worker", std::to_string(with.worker->index())}})),
      link(std::make_shared<Link>(
          with.worker->executor(), *with.clock, options,
          [server = options.server, password = std::move(password), credentials = std::move(credentials)] {
            return Target{
                .server = server, .limits = {}, .password = password ? password() : "", .credentials = credentials};
          },
          LinkMetrics(*with.metrics, store, *with.worker), *with.log)) {}

Result<ClientState::Probe> ClientState::admit(SteadyTime now) {
  auto probe = breaker.admit(now);
  if (probe) return std::move(*probe);
  return std::unexpected(Error{.code = Code::unavailable,
                               .message = "Redis fails; it is left alone for a while",
                               .reason = std::string(reason_breaker_open),
                               .retry_after = breaker.retry_after(now)});
}

void ClientState::learn(Probe& probe, const Result<Reply>& result, SteadyTime began) {
  const auto now = clock->steady_now();
  resilience::Outcome outcome{.code = Code::ok, .took = now - began};
  if (!result && (speaks_of_the_server(result.error()) || result.error().code == Code::cancelled)) {
    outcome = resilience::outcome_of(std::unexpected(result.error()), now - began);
    // Refused here, for want of a connection: says nothing new.
    outcome.shed = outcome.shed || result.error().reason == reason_no_connection;
  }
  probe.finish(outcome, now);
  breaker_open->set(gauge_of(breaker.state(now)));
}

ClientState::Observation::Observation(ClientState& state, const RequestContext& context, std::string_view name)
    : state_(&state), context_(&context), name_(name), began_(state.clock->steady_now()) {
  context_->activity.set("asking Redis");
}

ClientState::Observation::~Observation() {
  context_->activity.set("handling");
  const auto duration = state_->clock->steady_now() - began_;
  state_->commands.finished(name_, code_, duration);
  if (!context_->trace.valid() || !context_->trace.sampled) return;
  state_->tracer->record(
      {.context = context_->trace.child(),
       .parent = context_->trace.span,
       .name = fmt::format("redis.{}", name_),
       .kind = telemetry::SpanKind::client,
       .start = state_->clock->now() - std::chrono::duration_cast<milliseconds>(duration),
       .duration = duration,
       .tags = {{"db.system", "redis"}, {"db.name", state_->store}, {"rpc.code", std::string(to_string(code_))}},
       .failed = code_ != Code::ok});
}

}  // namespace plaza::redis
