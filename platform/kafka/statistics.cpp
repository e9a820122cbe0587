#include "platform/kafka/statistics.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <simdjson.h>

namespace plaza::kafka {

namespace {

namespace json = simdjson::dom;

constexpr double microseconds = 1e-6;
// Brokers of a cluster come and go under new names; their metrics stay.
constexpr std::size_t brokers_shown_max = 64;

double number(const json::element& of, std::string_view name) {
  double value = 0;
  return of[name].get(value) == simdjson::SUCCESS ? value : 0;
}

std::string text(const json::element& of, std::string_view name) {
  std::string_view value;
  return of[name].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

bool is_broker(const json::element& of) {
  std::int64_t id = -1;
  return of["nodeid"].get(id) == simdjson::SUCCESS && id >= 0 && text(of, "source") != "logical";
}

BrokerStatistics broker(const json::element& of) {
  BrokerStatistics read;
  read.name = text(of, "name");
  read.up = text(of, "state") == "UP";
  json::element rtt;
  if (of["rtt"].get(rtt) == simdjson::SUCCESS) {
    read.rtt_average_seconds = number(rtt, "avg") * microseconds;
    read.rtt_p99_seconds = number(rtt, "p99") * microseconds;
  }
  read.requests_waiting = number(of, "outbuf_cnt") + number(of, "waitresp_cnt");
  read.send_errors = number(of, "txerrs");
  read.receive_errors = number(of, "rxerrs");
  read.timeouts = number(of, "req_timeouts");
  read.disconnects = number(of, "disconnects");
  return read;
}

void read_lag(const json::object& topics, Statistics& into) {
  for (const auto& [topic, of] : topics) {
    json::object partitions;
    if (of["partitions"].get(partitions) != simdjson::SUCCESS) continue;
    for (const auto& [name, partition] : partitions) {
      const double lag = number(partition, "consumer_lag");
      const double id = number(partition, "partition");
      if (id >= 0 && lag >= 0) {
        into.lag[{std::string(topic), static_cast<std::int32_t>(id)}] = static_cast<std::int64_t>(lag);
      }
    }
  }
}

}  // namespace

bool Statistics::connected() const {
  return std::ranges::any_of(brokers, &BrokerStatistics::up);
}

Result<Statistics> parse_statistics(std::string_view text_of) {
  json::parser parser;
  json::element root;
  if (parser.parse(text_of.data(), text_of.size()).get(root) != simdjson::SUCCESS || !root.is_object()) {
    return fail(Code::internal, "librdkafka's statistics cannot be read");
  }
  Statistics read;
  read.queue_records = number(root, "msg_cnt");
  read.queue_bytes = number(root, "msg_size");
  read.events_waiting = number(root, "replyq");
  json::object brokers;
  if (root["brokers"].get(brokers) == simdjson::SUCCESS) {
    for (const auto& [name, of] : brokers) {
      // The others stand for configured addresses that were not reached yet, and for the group's coordinator.
      if (is_broker(of)) read.brokers.push_back(broker(of));
    }
  }
  json::element group;
  if (root["cgrp"].get(group) == simdjson::SUCCESS) read.group_state = text(group, "state");
  json::object topics;
  if (root["topics"].get(topics) == simdjson::SUCCESS) read_lag(topics, read);
  return read;
}

StatisticsMetrics::StatisticsMetrics(const ClientParts& parts, std::string client)
    : metrics_(parts.metrics),
      client_(std::move(client)),
      queue_records_(metrics_.gauge("kafka_client_queue_records", "Records that wait in librdkafka to be acknowledged",
                                    {{"client", client_}})),
      queue_bytes_(metrics_.gauge("kafka_client_queue_bytes", "Their size", {{"client", client_}})),
      events_waiting_(metrics_.gauge("kafka_client_events_waiting", "Events of librdkafka that nobody has taken yet",
                                     {{"client", client_}})) {}

void StatisticsMetrics::show(const Statistics& statistics) {
  queue_records_.set(statistics.queue_records);
  queue_bytes_.set(statistics.queue_bytes);
  events_waiting_.set(statistics.events_waiting);
  std::size_t shown = 0;
  for (const auto& broker : statistics.brokers) {
    if (++shown > brokers_shown_max) break;
    const telemetry::Labels labels{{"client", client_}, {"broker", broker.name}};
    const auto set = [&](std::string_view name, std::string_view help, double value) {
      metrics_.gauge(name, help, labels).set(value);
    };
    set("kafka_client_broker_up", "1: connected to the broker", broker.up ? 1 : 0);
    set("kafka_client_broker_rtt_seconds", "Round trip to the broker, average of the last interval",
        broker.rtt_average_seconds);
    set("kafka_client_broker_rtt_p99_seconds", "Round trip to the broker, 99 of 100 are below", broker.rtt_p99_seconds);
    set("kafka_client_broker_requests_waiting", "Requests that wait to be sent or for an answer",
        broker.requests_waiting);
    const auto count = [&](std::string_view name, std::string_view help, double value) {
      metrics_.computed_counter(name, help, labels, [value] { return value; });
    };
    count("kafka_client_broker_send_errors_total", "Requests that could not be sent", broker.send_errors);
    count("kafka_client_broker_receive_errors_total", "Answers that could not be read", broker.receive_errors);
    count("kafka_client_broker_timeouts_total", "Requests without an answer in time", broker.timeouts);
    count("kafka_client_broker_disconnects_total", "Times the connection was lost", broker.disconnects);
  }
}

}  // namespace plaza::kafka
