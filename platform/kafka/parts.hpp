#pragma once

#include "platform/core/clock.hpp"
#include "platform/core/health.hpp"
#include "platform/core/worker.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"
#include "platform/telemetry/trace.hpp"

namespace plaza::kafka {

// What a client of Kafka uses of its process; all of it outlives the client. `home` is the worker whose loop looks
// after librdkafka: the background worker, so that those that serve are left alone.
struct ClientParts {
  Worker& home;
  const Clock& clock;
  telemetry::Metrics& metrics;
  telemetry::Tracer& tracer;
  telemetry::Log& log;
  Health& health;
};

// Of a plaza::Process, which stands above this module.
template <class Process>
ClientParts parts_of(Process& process) {
  return {process.workers().background(),
          process.clock(),
          process.metrics(),
          process.tracer(),
          process.log(),
          process.health()};
}

}  // namespace plaza::kafka
