#pragma once

#include <functional>
#include <string>

#include "platform/kafka/instance.hpp"
#include "platform/kafka/statistics.hpp"
#include "platform/kafka/topics.hpp"

namespace plaza::kafka {

// What all clients do with their events alike: statistics become metrics, log lines lines of our log, a broker that is
// away shows in the process's health, topics are made. Lives on the client's home.
class ClientWatch {
 public:
  // `client` names it in metrics, log and health: "producer", "shipping".
  ClientWatch(const ClientParts& parts, const ClientOptions& options, std::string client, std::vector<Topic> topics);

  // For each instance that takes another's place.
  void begin(Instance& instance) { topics_.ensure(instance); }
  void stop() { topics_.stop(); }
  // True when the event was of a kind that is handled here. A fatal error is not.
  bool take(rd_kafka_event_t& event);
  // What the last statistics said.
  [[nodiscard]] const Statistics& statistics() const { return statistics_; }

 private:
  void take_statistics(std::string_view json);
  void take_error(rd_kafka_event_t& event);
  void connected(bool now, std::string_view detail);

  ClientParts parts_;
  const bool ready_without_broker_;
  const std::string client_;
  ClientLog log_;
  StatisticsMetrics metrics_;
  TopicKeeper topics_;
  Statistics statistics_;
  bool connected_ = false;
};

}  // namespace plaza::kafka
