#pragma once

#include "platform/postgres/connections.hpp"
#include "platform/postgres/pool.hpp"
#include "platform/resilience/circuit_breaker.hpp"

namespace plaza::postgres {

// What a pool, its transactions and the statements under way share.
class PoolState {
 public:
  using Probe = resilience::CircuitBreaker::Lease;

  PoolState(const PoolSurroundings& with, const Options& options, std::function<std::string()> password);

  // One statement on its way: counted, timed and traced however it ends; one whose coroutine is let go was cancelled.
  class Observation {
   public:
    Observation(PoolState& state, const RequestContext& context, const Statement& statement);
    Observation(const Observation&) = delete;
    Observation& operator=(const Observation&) = delete;
    ~Observation();
    template <class T>
    void ended(const Result<T>& result) {
      code_ = result ? Code::ok : result.error().code;
    }

   private:
    PoolState* state_;
    RequestContext context_;
    Statement statement_;
    SteadyTime began_;
    Code code_ = Code::cancelled;
  };

  [[nodiscard]] SteadyTime deadline_of(const RequestContext& context) const;
  // The breaker's word before any work: unavailable, BREAKER_OPEN.
  [[nodiscard]] Result<Probe> admit();
  // What the breaker learns: an error that is the statement's own fault shows a server that is well.
  void learn(Probe& probe, const Error* error, SteadyTime began);

  const Clock* clock;
  telemetry::Tracer* tracer;
  std::string database;
  PoolLimits limits;
  resilience::CircuitBreaker breaker;
  QueryMetrics queries;
  telemetry::Gauge* breaker_open;
  std::shared_ptr<Connections> connections;
};

}  // namespace plaza::postgres
