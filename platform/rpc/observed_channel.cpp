#include "platform/rpc/observed_channel.hpp"

#include <fmt/format.h>

namespace plaza::rpc {

// From the start of a call to its end, however it ends: a call whose coroutine is let go has been cancelled.
class ObservedChannel::Observation {
 public:
  Observation(ObservedChannel& channel, const Call& call)
      : channel_(&channel), call_(&call), started_(channel.clock_->steady_now()) {
    channel.metrics_.begun(*call.method);
    call.context.activity.set("calling", call.method->service, call.method->name);
  }
  Observation(const Observation&) = delete;
  Observation& operator=(const Observation&) = delete;
  ~Observation() {
    call_->context.activity.set("handling");
    const auto duration = channel_->clock_->steady_now() - started_;
    channel_->metrics_.finished(*call_->method, code, duration);
    if (call_->context.trace.sampled) record_span(duration);
  }

  Code code = Code::cancelled;

 private:
  void record_span(std::chrono::nanoseconds duration) const {
    channel_->tracer_->record({.context = call_->context.trace,
                               .parent = call_->caller_span,
                               .name = fmt::format("{}.{}", call_->method->service, call_->method->name),
                               .kind = telemetry::SpanKind::client,
                               .start = channel_->clock_->now() - std::chrono::duration_cast<milliseconds>(duration),
                               .duration = duration,
                               .tags = {{"rpc.code", std::string(to_string(code))}, {"rpc.endpoint", call_->endpoint}},
                               .failed = code != Code::ok});
  }

  ObservedChannel* channel_;
  const Call* call_;
  SteadyTime started_;
};

ObservedChannel::ObservedChannel(Channel& inner, const Worker& worker, const Clock& clock, telemetry::Metrics& metrics,
                                 telemetry::Tracer& tracer)
    : inner_(&inner), clock_(&clock), tracer_(&tracer), metrics_(metrics, "client", worker.index()) {}

asio::awaitable<Result<void>> ObservedChannel::send(Call& call) {
  Observation observation(*this, call);
  auto sent = co_await inner_->send(call);
  observation.code = sent ? Code::ok : sent.error().code;
  co_return sent;
}

}  // namespace plaza::rpc
