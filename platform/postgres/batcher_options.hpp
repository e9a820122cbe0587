#pragma once

#include <string_view>

#include "platform/core/config.hpp"
#include "platform/core/worker.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::postgres {

struct BatcherOptions {
  std::uint32_t batch_rows_max = 1'000;
  std::uint32_t waiting_rows_max = 20'000;
  std::uint32_t batches_max = 1;
  std::uint32_t attempts_max = 3;
  config::milliseconds gather{1};

  void describe(config::Section section);
};

// postgres_batch_*, by the name of the batcher.
class BatcherMetrics {
 public:
  BatcherMetrics(telemetry::Metrics& metrics, std::string_view batcher, const Worker& worker);

  void batch(std::size_t rows) const { rows_->observe(slot_, static_cast<double>(rows)); }
  void waiting(std::size_t rows) const { waiting_->set(static_cast<double>(rows)); }
  void refused() const { refused_->add(slot_); }
  void split() const { splits_->add(slot_); }

 private:
  std::size_t slot_;
  telemetry::Histogram* rows_;
  telemetry::Gauge* waiting_;
  telemetry::Counter* refused_;
  telemetry::Counter* splits_;
};

// What a row is told that finds too many before it: unavailable, OVERLOADED, with the time to come back.
Error batch_queue_full();

}  // namespace plaza::postgres
