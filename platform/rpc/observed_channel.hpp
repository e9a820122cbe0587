#pragma once

#include "platform/core/clock.hpp"
#include "platform/rpc/call_metrics.hpp"
#include "platform/rpc/channel.hpp"
#include "platform/telemetry/trace.hpp"

namespace plaza::rpc {

// The outermost decorator: counts and times every call of a channel and records the span of those that are sampled.
class ObservedChannel final : public Channel {
 public:
  // All must outlive it. `worker`: the one it lives on.
  ObservedChannel(Channel& inner, const Worker& worker, const Clock& clock, telemetry::Metrics& metrics,
                  telemetry::Tracer& tracer);

  asio::awaitable<Result<void>> send(Call& call) override;

 private:
  class Observation;

  Channel* inner_;
  const Clock* clock_;
  telemetry::Tracer* tracer_;
  CallMetrics metrics_;
};

}  // namespace plaza::rpc
