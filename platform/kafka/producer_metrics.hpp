#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "platform/core/error.hpp"
#include "platform/kafka/in_flight_bound.hpp"
#include "platform/kafka/parts.hpp"

namespace plaza::kafka {

// Counts what a producer does. Lives on its home, but for refused().
class ProducerMetrics {
 public:
  ProducerMetrics(const ClientParts& parts, std::string client, std::shared_ptr<const InFlightBound> in_flight);

  void written(std::string_view topic, bool ok, std::chrono::nanoseconds took);
  // On any thread.
  void refused() { refused_->add(1); }
  void replaced() { replaced_.add(slot_); }

 private:
  struct OfTopic {
    telemetry::Counter* ok;
    telemetry::Counter* failed;
    telemetry::Histogram* seconds;
  };
  OfTopic& of(std::string_view topic);

  telemetry::Metrics& metrics_;
  const std::string client_;
  const std::size_t slot_;
  std::shared_ptr<telemetry::Gauge> refused_;
  telemetry::Counter& replaced_;
  std::map<std::string, OfTopic, std::less<>> topics_;
};

}  // namespace plaza::kafka
