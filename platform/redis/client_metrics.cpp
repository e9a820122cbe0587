#include "platform/redis/client_metrics.hpp"

namespace plaza::redis {

LinkMetrics::LinkMetrics(telemetry::Metrics& metrics, const std::string& store, const Worker& worker)
    : slot_(worker.index()) {
  const telemetry::Labels of_store{{"store", store}};
  const telemetry::Labels of_worker{{"store", store}, {"worker", std::to_string(worker.index())}};
  connected_ = &metrics.gauge("redis_connected", "1: there is a connection that can be used", of_worker);
  in_flight_ = &metrics.gauge("redis_in_flight", "Commands that wait for their answer", of_worker);
  waiting_ = &metrics.gauge("redis_waiting", "Commands that wait for a connection", of_worker);
  opened_ = &metrics.counter("redis_connections_opened_total", "Connections that were made", of_store);
  not_opened_ = &metrics.counter("redis_connect_failures_total", "Attempts to connect that failed", of_store);
  lost_ = &metrics.counter("redis_connections_lost_total", "Connections that ended", of_store);
}

void CommandMetrics::finished(std::string_view name, Code code, std::chrono::nanoseconds duration) {
  auto& handles = handles_[name.data()];
  if (handles.seconds == nullptr) {
    handles.seconds = &metrics_->histogram(
        "redis_command_seconds", "Time from a command's call to its answer, the wait for a connection included",
        labels_of(name));
  }
  handles.seconds->observe(slot_, std::chrono::duration<double>(duration).count());
  auto index = static_cast<std::size_t>(code);
  if (index >= handles.by_code.size()) index = static_cast<std::size_t>(Code::unknown);
  auto*& counter = handles.by_code[index];
  if (counter == nullptr) {
    auto labels = labels_of(name);
    labels.emplace("code", to_string(static_cast<Code>(index)));
    counter = &metrics_->counter("redis_commands_total", "Commands by the code of their answer", labels);
  }
  counter->add(slot_);
}

}  // namespace plaza::redis
