#include "platform/postgres/pool_metrics.hpp"

namespace plaza::postgres {

PoolMetrics::PoolMetrics(telemetry::Metrics& metrics, const std::string& database, const Worker& worker)
    : slot_(worker.index()) {
  const telemetry::Labels of_database{{"database", database}};
  const telemetry::Labels of_worker{{"database", database}, {"worker", std::to_string(worker.index())}};
  open_ = &metrics.gauge("postgres_connections_open", "Connections that can be used", of_worker);
  in_use_ = &metrics.gauge("postgres_connections_in_use", "Connections with work under way", of_worker);
  waiting_ = &metrics.gauge("postgres_waiting", "Calls that wait for a connection", of_worker);
  opened_ = &metrics.counter("postgres_connections_opened_total", "Connections that were made", of_database);
  not_opened_ = &metrics.counter("postgres_connect_failures_total", "Attempts to connect that failed", of_database);
  lost_ = &metrics.counter("postgres_connections_lost_total", "Connections that ended", of_database);
  discarded_ = &metrics.counter("postgres_connections_discarded_total",
                                "Connections given up because of a statement that nobody waited for", of_database);
}

telemetry::Labels QueryMetrics::labels_of(const Statement& statement) const {
  return {{"database", database_}, {"statement", std::string(statement.name)}};
}

void QueryMetrics::finished(const Statement& statement, Code code, std::chrono::nanoseconds duration) {
  auto& handles = handles_[statement.name.data()];
  if (handles.seconds == nullptr) {
    handles.seconds = &metrics_->histogram("postgres_query_seconds",
                                           "Time from a statement's call to its answer, the wait for a connection "
                                           "included",
                                           labels_of(statement));
  }
  handles.seconds->observe(slot_, std::chrono::duration<double>(duration).count());
  auto index = static_cast<std::size_t>(code);
  if (index >= handles.by_code.size()) index = static_cast<std::size_t>(Code::unknown);
  auto*& counter = handles.by_code[index];
  if (counter == nullptr) {
    auto labels = labels_of(statement);
    labels.emplace("code", to_string(static_cast<Code>(index)));
    counter = &metrics_->counter("postgres_queries_total", "Statements by the code of their answer", labels);
  }
  counter->add(slot_);
}

}  // namespace plaza::postgres
