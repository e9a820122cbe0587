#include "platform/kafka/consumer_metrics.hpp"

#include <fmt/format.h>

namespace plaza::kafka {

ConsumerMetrics::ConsumerMetrics(const ClientParts& parts, std::string group, const std::vector<std::string>& topics)
    : metrics_(parts.metrics),
      group_(std::move(group)),
      slot_(parts.home.index()),
      commits_ok_(metrics_.counter("kafka_consumer_commits_total", "Times the group's position was written down",
                                   {{"group", group_}, {"result", "ok"}})),
      commits_failed_(metrics_.counter("kafka_consumer_commits_total", "Times the group's position was written down",
                                       {{"group", group_}, {"result", "failed"}})),
      partitions_(metrics_.gauge("kafka_consumer_partitions", "Partitions that are ours", {{"group", group_}})),
      paused_(metrics_.gauge("kafka_consumer_partitions_paused", "Those that wait for their records to be finished",
                             {{"group", group_}})),
      records_(metrics_.gauge("kafka_consumer_in_hand_records", "Records that were read and are not finished",
                              {{"group", group_}})) {
  for (const auto& topic : topics) {
    const auto records = [&](std::string_view result) {
      return &metrics_.counter("kafka_consumer_records_total", "Records by what became of them",
                               {{"group", group_}, {"topic", topic}, {"result", std::string(result)}});
    };
    const telemetry::Labels labels{{"group", group_}, {"topic", topic}};
    topics_[topic] = {
        .handled = records("ok"),
        .failed_attempts =
            &metrics_.counter("kafka_consumer_failed_attempts_total", "Times a handler failed on a record", labels),
        .dead_lettered = records("dead_lettered"),
        .abandoned = records("abandoned"),
        .seconds = &metrics_.histogram("kafka_consumer_seconds", "One attempt to handle a record", labels),
    };
  }
  for (const auto* kind : {"assigned", "revoked", "lost"}) {
    rebalances_[kind] = &metrics_.counter("kafka_consumer_rebalances_total", "Times partitions came or went",
                                          {{"group", group_}, {"kind", kind}});
  }
}

void ConsumerMetrics::show(const Assignment& assignment, std::int64_t lag, double lag_seconds) {
  gauge_of(assignment, "kafka_consumer_lag_records", "Records of a partition of ours that are not finished yet")
      .set(static_cast<double>(lag));
  gauge_of(assignment, "kafka_consumer_lag_seconds", "Age of the oldest record that was read and is not finished")
      .set(lag_seconds);
}

void ConsumerMetrics::hide(const Assignment& assignment) {
  // Its next owner shows it; the sum over all members stays right.
  show(assignment, 0, 0);
}

void ConsumerMetrics::holds(std::size_t partitions, std::size_t paused, std::size_t records) {
  partitions_.set(static_cast<double>(partitions));
  paused_.set(static_cast<double>(paused));
  records_.set(static_cast<double>(records));
}

telemetry::Gauge& ConsumerMetrics::gauge_of(const Assignment& assignment, std::string_view name,
                                            std::string_view help) {
  return metrics_.gauge(
      name, help,
      {{"group", group_}, {"topic", assignment.topic}, {"partition", fmt::format("{}", assignment.partition)}});
}

}  // namespace plaza::kafka
