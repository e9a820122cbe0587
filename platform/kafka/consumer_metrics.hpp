#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/kafka/assignment.hpp"
#include "platform/kafka/parts.hpp"

namespace plaza::kafka {

// What became of the records of one topic. Each worker counts in its own slot.
struct TopicMetrics {
  telemetry::Counter* handled;
  telemetry::Counter* failed_attempts;
  telemetry::Counter* dead_lettered;
  telemetry::Counter* abandoned;
  telemetry::Histogram* seconds;
};

// The metrics of a consumer group's member.
class ConsumerMetrics {
 public:
  ConsumerMetrics(const ClientParts& parts, std::string group, const std::vector<std::string>& topics);

  [[nodiscard]] const TopicMetrics& of(std::string_view topic) const { return topics_.find(topic)->second; }
  [[nodiscard]] bool knows(std::string_view topic) const { return topics_.contains(topic); }

  // On the home worker.
  void rebalanced(std::string_view kind) { rebalances_.at(std::string(kind))->add(slot_); }
  void committed(bool ok) { (ok ? commits_ok_ : commits_failed_).add(slot_); }
  void show(const Assignment& assignment, std::int64_t lag, double lag_seconds);
  void hide(const Assignment& assignment);
  void holds(std::size_t partitions, std::size_t paused, std::size_t records);

 private:
  telemetry::Gauge& gauge_of(const Assignment& assignment, std::string_view name, std::string_view help);

  telemetry::Metrics& metrics_;
  const std::string group_;
  const std::size_t slot_;
  std::map<std::string, TopicMetrics, std::less<>> topics_;
  std::map<std::string, telemetry::Counter*> rebalances_;
  telemetry::Counter& commits_ok_;
  telemetry::Counter& commits_failed_;
  telemetry::Gauge& partitions_;
  telemetry::Gauge& paused_;
  telemetry::Gauge& records_;
};

}  // namespace plaza::kafka
