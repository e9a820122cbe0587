#pragma once

#include <functional>

#include "platform/postgres/batcher.hpp"
#include "platform/postgres/pool.hpp"

namespace plaza::shipping {

// What the stores of a worker work with; all of it outlives them, until the worker's loop has ended.
struct StoreParts {
  Worker* worker;
  const Clock* clock;
  telemetry::Metrics* metrics;
  postgres::Pool* pool;
  postgres::BatcherOptions batches{};
  // Events have been committed: they may be published. Cheap.
  std::function<void()> events_written;
};

}  // namespace plaza::shipping
