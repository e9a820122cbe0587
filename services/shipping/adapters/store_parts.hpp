#pragma once

#include <functional>
#include <span>
#include <string_view>

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

// Rows that are written together, by `write(pool, context, rows)`; `name` is that of its metrics.
template <class Row, class Write>
postgres::Batcher<Row, bool> batcher(const StoreParts& parts, std::string_view name, Write write) {
  return {parts.worker->executor(), *parts.clock, parts.batches,
          postgres::BatcherMetrics(*parts.metrics, name, *parts.worker),
          [pool = parts.pool, write](RequestContext context, std::span<const Row> rows) {
            return write(*pool, std::move(context), rows);
          }};
}

}  // namespace plaza::shipping
