#include "platform/outbox/relay_metrics.hpp"

namespace plaza::outbox {

RelayMetrics::RelayMetrics(telemetry::Metrics& metrics, const Worker& worker)
    : metrics_(&metrics), slot_(worker.index()) {
  leader_ = &metrics.gauge("outbox_leader", "1: this process publishes the outbox; 0: another one does, or none");
  waiting_ = &metrics.gauge("outbox_waiting_rows", "Rows that are not published yet, counted up to 100000");
  oldest_ = &metrics.gauge("outbox_oldest_seconds", "Age of the oldest row that is not published yet");
  failures_ = &metrics.counter("outbox_publish_failures_total", "Records that the broker did not take");
  delay_ = &metrics.histogram("outbox_delay_seconds", "Time from the writing of a row to its acknowledgement");
}

void RelayMetrics::relayed(const std::string& topic, std::chrono::milliseconds age) {
  auto*& counter = relayed_[topic];
  if (counter == nullptr) {
    counter = &metrics_->counter("outbox_relayed_total", "Records published and acknowledged", {{"topic", topic}});
  }
  counter->add(slot_);
  delay_->observe(slot_, std::chrono::duration<double>(age).count());
}

}  // namespace plaza::outbox
