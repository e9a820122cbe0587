#pragma once

#include <array>
#include <string>
#include <unordered_map>

#include "platform/core/error.hpp"
#include "platform/core/worker.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::redis {

// What the connection of one worker shows of itself: redis_connected, redis_in_flight, redis_waiting, redis_connect*.
class LinkMetrics {
 public:
  LinkMetrics(telemetry::Metrics& metrics, const std::string& store, const Worker& worker);

  void show(bool connected, std::size_t in_flight, std::size_t waiting) const {
    connected_->set(connected ? 1 : 0);
    in_flight_->set(static_cast<double>(in_flight));
    waiting_->set(static_cast<double>(waiting));
  }
  void opened() const { opened_->add(slot_); }
  void not_opened() const { not_opened_->add(slot_); }
  void lost() const { lost_->add(slot_); }

 private:
  std::size_t slot_;
  telemetry::Gauge* connected_;
  telemetry::Gauge* in_flight_;
  telemetry::Gauge* waiting_;
  telemetry::Counter* opened_;
  telemetry::Counter* not_opened_;
  telemetry::Counter* lost_;
};

// Counts commands by name and outcome: redis_commands_total, redis_command_seconds. Each worker has one of its own,
// which finds every handle once.
class CommandMetrics {
 public:
  CommandMetrics(telemetry::Metrics& metrics, std::string store, const Worker& worker)
      : metrics_(&metrics), store_(std::move(store)), slot_(worker.index()) {}

  // `name` is of static storage.
  void finished(std::string_view name, Code code, std::chrono::nanoseconds duration);

 private:
  struct Handles {
    telemetry::Histogram* seconds = nullptr;
    std::array<telemetry::Counter*, 17> by_code{};  // found when a code is first seen
  };
  [[nodiscard]] telemetry::Labels labels_of(std::string_view name) const {
    return {{"store", store_}, {"command", std::string(name)}};
  }

  telemetry::Metrics* metrics_;
  std::string store_;
  std::size_t slot_;
  std::unordered_map<const char*, Handles> handles_;  // by the address of the name
};

}  // namespace plaza::redis
