#include "platform/kafka/client_watch.hpp"

#include <fmt/format.h>

namespace plaza::kafka {

ClientWatch::ClientWatch(const ClientParts& parts, const ClientOptions& options, std::string client,
                         std::vector<Topic> topics)
    : parts_(parts),
      ready_without_broker_(options.ready_without_broker),
      client_(std::move(client)),
      log_(parts, client_),
      metrics_(parts, client_),
      topics_(parts, std::move(topics)) {
  parts_.health.set(fmt::format("kafka {}", client_), ready_without_broker_, "no broker has answered yet");
}

bool ClientWatch::take(rd_kafka_event_t& event) {
  switch (rd_kafka_event_type(&event)) {
    case RD_KAFKA_EVENT_STATS:
      take_statistics(rd_kafka_event_stats(&event));
      return true;
    case RD_KAFKA_EVENT_LOG:
      log_.write(event);
      return true;
    case RD_KAFKA_EVENT_CREATETOPICS_RESULT:
      if (rd_kafka_event_error(&event) == RD_KAFKA_RESP_ERR_NO_ERROR) connected(true, {});
      topics_.answered(event);
      return true;
    case RD_KAFKA_EVENT_ERROR:
      if (rd_kafka_event_error_is_fatal(&event) != 0) return false;
      take_error(event);
      return true;
    default:
      return false;
  }
}

void ClientWatch::take_statistics(std::string_view json) {
  auto read = parse_statistics(json);
  if (!read) return parts_.log.debug("kafka statistics", {{"client", client_}, {"reason", read.error().message}});
  statistics_ = std::move(*read);
  metrics_.show(statistics_);
  connected(statistics_.connected(), "no broker answers");
}

void ClientWatch::take_error(rd_kafka_event_t& event) {
  const auto error = rd_kafka_event_error(&event);
  if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return connected(false, "no broker answers");
  parts_.log.debug("kafka client is troubled", {{"client", client_}, {"reason", rd_kafka_event_error_string(&event)}});
}

void ClientWatch::connected(bool now, std::string_view detail) {
  parts_.health.set(fmt::format("kafka {}", client_), now || ready_without_broker_, now ? std::string_view{} : detail);
  if (now == connected_) return;
  connected_ = now;
  if (now) {
    parts_.log.info("connected to kafka", {{"client", client_}});
  } else {
    parts_.log.warning("kafka is away", {{"client", client_}});
  }
}

}  // namespace plaza::kafka
