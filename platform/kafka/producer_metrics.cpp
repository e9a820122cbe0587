#include "platform/kafka/producer_metrics.hpp"

namespace plaza::kafka {

namespace {

// Topics are few; whoever makes up names by the thousand sees them as one.
constexpr std::size_t topics_max = 64;

}  // namespace

ProducerMetrics::ProducerMetrics(const ClientParts& parts, std::string client,
                                 std::shared_ptr<const InFlightBound> in_flight)
    : metrics_(parts.metrics),
      client_(std::move(client)),
      slot_(parts.home.index()),
      refused_(std::make_shared<telemetry::Gauge>()),
      replaced_(metrics_.counter("kafka_producer_replaced_total", "Times a producer failed for good and was replaced",
                                 {{"client", client_}})) {
  const telemetry::Labels labels{{"client", client_}};
  metrics_.computed_gauge("kafka_producer_in_flight_records", "Records sent and not acknowledged yet", labels,
                          [in_flight] { return static_cast<double>(in_flight->records()); });
  metrics_.computed_gauge("kafka_producer_in_flight_bytes", "Their size", labels,
                          [in_flight] { return static_cast<double>(in_flight->bytes()); });
  metrics_.computed_counter("kafka_producer_refused_total", "Records refused because too much was in flight", labels,
                            [refused = refused_] { return refused->value(); });
}

void ProducerMetrics::written(std::string_view topic, bool ok, std::chrono::nanoseconds took) {
  auto& metrics = of(topic);
  (ok ? metrics.ok : metrics.failed)->add(slot_);
  if (ok) metrics.seconds->observe(slot_, std::chrono::duration<double>(took).count());
}

ProducerMetrics::OfTopic& ProducerMetrics::of(std::string_view topic) {
  if (const auto known = topics_.find(topic); known != topics_.end()) return known->second;
  const std::string name(topics_.size() < topics_max ? topic : "other");
  const auto records = [&](std::string_view result) {
    return &metrics_.counter("kafka_producer_records_total", "Records that were acknowledged, or failed",
                             {{"client", client_}, {"topic", name}, {"result", std::string(result)}});
  };
  return topics_
      .emplace(name, OfTopic{records("ok"), records("failed"),
                             &metrics_.histogram("kafka_producer_seconds", "From send to acknowledgement",
                                                 {{"client", client_}, {"topic", name}})})
      .first->second;
}

}  // namespace plaza::kafka
