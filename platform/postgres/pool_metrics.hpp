#pragma once

#include <array>
#include <chrono>
#include <string>
#include <unordered_map>

#include "platform/core/error.hpp"
#include "platform/core/worker.hpp"
#include "platform/postgres/statement.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::postgres {

// What the connections of one worker show of themselves: postgres_connections_*, postgres_waiting.
class PoolMetrics {
 public:
  PoolMetrics(telemetry::Metrics& metrics, const std::string& database, const Worker& worker);

  void show(std::size_t open, std::size_t in_use, std::size_t waiting) const {
    open_->set(static_cast<double>(open));
    in_use_->set(static_cast<double>(in_use));
    waiting_->set(static_cast<double>(waiting));
  }
  void opened() const { opened_->add(slot_); }
  void not_opened() const { not_opened_->add(slot_); }
  void lost() const { lost_->add(slot_); }
  void discarded() const { discarded_->add(slot_); }

 private:
  std::size_t slot_;
  telemetry::Gauge* open_;
  telemetry::Gauge* in_use_;
  telemetry::Gauge* waiting_;
  telemetry::Counter* opened_;
  telemetry::Counter* not_opened_;
  telemetry::Counter* lost_;
  telemetry::Counter* discarded_;
};

// Counts statements by name and outcome: postgres_queries_total, postgres_query_seconds. Each worker has one of its
// own, which finds every handle once.
class QueryMetrics {
 public:
  QueryMetrics(telemetry::Metrics& metrics, std::string database, const Worker& worker)
      : metrics_(&metrics), database_(std::move(database)), slot_(worker.index()) {}

  void finished(const Statement& statement, Code code, std::chrono::nanoseconds duration);

 private:
  struct Handles {
    telemetry::Histogram* seconds = nullptr;
    std::array<telemetry::Counter*, 17> by_code{};  // found when a code is first seen
  };
  [[nodiscard]] telemetry::Labels labels_of(const Statement& statement) const;

  telemetry::Metrics* metrics_;
  std::string database_;
  std::size_t slot_;
  std::unordered_map<const char*, Handles> handles_;  // by the address of the name
};

}  // namespace plaza::postgres
