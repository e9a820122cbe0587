#include "platform/postgres/batcher_options.hpp"

#include "platform/resilience/outcome.hpp"

namespace plaza::postgres {
namespace {

constexpr milliseconds retry_after_full{100};

}  // namespace

void BatcherOptions::describe(config::Section section) {
  section.value("batch_rows_max", batch_rows_max, "rows that are written and committed together",
                {.min = 1, .max = 100'000});
  section.value("waiting_rows_max", waiting_rows_max, "rows of a worker that wait for their batch",
                {.min = 1, .max = 10'000'000});
  section.value("batches_max", batches_max, "batches of a worker under way at once, each on a connection of its own",
                {.min = 1, .max = 100});
  section.value("attempts_max", attempts_max, "times that a batch is written when it meets another transaction",
                {.min = 1, .max = 10});
  section.value("gather_ms", gather, "how long rows gather behind a batch of several; 0: none waits",
                {.min = 0, .max = 1'000});
}

BatcherMetrics::BatcherMetrics(telemetry::Metrics& metrics, std::string_view batcher, const Worker& worker)
    : slot_(worker.index()) {
  const telemetry::Labels labels{{"batcher", std::string(batcher)}};
  const telemetry::Labels of_worker{{"batcher", std::string(batcher)}, {"worker", std::to_string(worker.index())}};
  rows_ = &metrics.histogram("postgres_batch_rows", "Rows of a batch", labels,
                             {1, 2, 5, 10, 20, 50, 100, 200, 500, 1'000, 2'000, 5'000});
  waiting_ = &metrics.gauge("postgres_batch_waiting_rows", "Rows that wait for their batch", of_worker);
  refused_ = &metrics.counter("postgres_batch_refused_total", "Rows refused because too many waited", labels);
  splits_ = &metrics.counter("postgres_batch_splits_total", "Batches halved because a row of theirs was bad", labels);
}

Error batch_queue_full() {
  return {.code = Code::unavailable,
          .message = "too many rows wait to be written",
          .reason = std::string(resilience::reason_overloaded),
          .retry_after = retry_after_full};
}

}  // namespace plaza::postgres
