#pragma once

#include "platform/redis/client.hpp"
#include "platform/redis/client_metrics.hpp"
#include "platform/redis/link.hpp"
#include "platform/resilience/circuit_breaker.hpp"

namespace plaza::redis {

// What a client and the commands under way share.
class ClientState {
 public:
  using Probe = resilience::CircuitBreaker::Lease;

  ClientState(const ClientSurroundings& with, std::string store, const Options& options,
              std::function<std::string()> password, std::shared_ptr<const tls::Credentials> credentials);

  // One command on its way: counted, timed and traced however it ends; one whose coroutine is let go was cancelled.
  class Observation {
   public:
    Observation(ClientState& state, const RequestContext& context, std::string_view name);
    Observation(const Observation&) = delete;
    Observation& operator=(const Observation&) = delete;
    ~Observation();
    void ended(const Result<Reply>& result) { code_ = result ? Code::ok : result.error().code; }

   private:
    ClientState* state_;
    const RequestContext* context_;
    std::string_view name_;
    SteadyTime began_;
    Code code_ = Code::cancelled;
  };

  // The breaker's word before any work: unavailable, BREAKER_OPEN.
  [[nodiscard]] Result<Probe> admit(SteadyTime now);
  // What the breaker learns: an error that is the command's own fault shows a server that is well.
  void learn(Probe& probe, const Result<Reply>& result, SteadyTime began);

  const Clock* clock;
  telemetry::Tracer* tracer;
  std::string store;
  ClientLimits limits;
  resilience::CircuitBreaker breaker;
  CommandMetrics commands;
  telemetry::Gauge* breaker_open;
  std::shared_ptr<Link> link;
};

}  // namespace plaza::redis
