#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/core/error.hpp"
#include "platform/kafka/parts.hpp"

namespace plaza::kafka {

// What is of use in the statistics of librdkafka
// (https://github.com/confluentinc/librdkafka/blob/master/STATISTICS.md).
struct BrokerStatistics {
  std::string name;  // "127.0.0.1:9092/1"
  bool up = false;
  double rtt_average_seconds = 0;
  double rtt_p99_seconds = 0;
  double requests_waiting = 0;  // to be sent, and for an answer
  double send_errors = 0;
  double receive_errors = 0;
  double timeouts = 0;
  double disconnects = 0;
};

struct Statistics {
  double queue_records = 0;
  double queue_bytes = 0;
  double events_waiting = 0;
  std::vector<BrokerStatistics> brokers;
  std::string group_state;  // of a consumer: "up"
  // Records behind the committed position, by topic and partition; only where it is known.
  std::map<std::pair<std::string, std::int32_t>, std::int64_t> lag;

  [[nodiscard]] bool connected() const;
};

Result<Statistics> parse_statistics(std::string_view json);

// Keeps the metrics of a client at what its statistics said last. Lives on the client's home.
class StatisticsMetrics {
 public:
  StatisticsMetrics(const ClientParts& parts, std::string client);
  void show(const Statistics& statistics);

 private:
  telemetry::Metrics& metrics_;
  const std::string client_;
  telemetry::Gauge& queue_records_;
  telemetry::Gauge& queue_bytes_;
  telemetry::Gauge& events_waiting_;
};

}  // namespace plaza::kafka
