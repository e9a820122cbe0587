#pragma once

#include <string>
#include <unordered_map>

#include "platform/core/worker.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::outbox {

// outbox_*: what a relay shows of itself.
class RelayMetrics {
 public:
  RelayMetrics(telemetry::Metrics& metrics, const Worker& worker);

  void leading(bool leads) const { leader_->set(leads ? 1 : 0); }
  void waiting(std::int64_t rows) const { waiting_->set(static_cast<double>(rows)); }
  void oldest(std::chrono::milliseconds age) const { oldest_->set(std::chrono::duration<double>(age).count()); }
  void failed() const { failures_->add(slot_); }
  // `age`: from the writing of the row to the broker's acknowledgement.
  void relayed(const std::string& topic, std::chrono::milliseconds age);

 private:
  telemetry::Metrics* metrics_;
  std::size_t slot_;
  telemetry::Gauge* leader_;
  telemetry::Gauge* waiting_;
  telemetry::Gauge* oldest_;
  telemetry::Counter* failures_;
  telemetry::Histogram* delay_;
  std::unordered_map<std::string, telemetry::Counter*> relayed_;
};

}  // namespace plaza::outbox
