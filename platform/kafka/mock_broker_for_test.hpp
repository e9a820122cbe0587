#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "platform/kafka/parts.hpp"
#include "platform/kafka/rdkafka.hpp"
#include "platform/kafka/record.hpp"
#include "platform/telemetry/recording_for_test.hpp"

// Wants rdkafka.h before it.
// clang-format off
#include <librdkafka/rdkafka_mock.h>
// clang-format on

namespace plaza::kafka {

// Nothing in a test waits longer.
inline constexpr std::chrono::seconds patience{20};

inline bool eventually(const std::function<bool()>& condition) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= give_up) return false;
    std::this_thread::sleep_for(milliseconds{1});  // between two looks
  }
  return true;
}

// librdkafka's own stand-in for a cluster: one broker in this process that knows produce, fetch and groups.
class MockBroker {
 public:
  explicit MockBroker(const std::string& topic, int partitions = 3) {
    client_ = make_client(RD_KAFKA_PRODUCER, {});
    cluster_ = rd_kafka_mock_cluster_new(client_, 1);
    rd_kafka_mock_topic_create(cluster_, topic.c_str(), partitions, 1);
  }
  ~MockBroker() {
    rd_kafka_mock_cluster_destroy(cluster_);
    rd_kafka_destroy(client_);
  }
  MockBroker(const MockBroker&) = delete;
  MockBroker& operator=(const MockBroker&) = delete;

  [[nodiscard]] std::string address() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }
  [[nodiscard]] rd_kafka_mock_cluster_t* cluster() const { return cluster_; }
  void go_away() { rd_kafka_mock_broker_set_down(cluster_, 1); }
  void come_back() { rd_kafka_mock_broker_set_up(cluster_, 1); }

  struct Stored {
    Record record;
    std::int32_t partition = 0;
    std::int64_t offset = 0;
  };
  // The first `count` records of the topic, in order per partition; fewer when no more come.
  [[nodiscard]] std::vector<Stored> read(const std::string& topic, std::size_t count, int partitions = 3) const {
    auto* reader = make_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", address()}, {"group.id", "reader"}});
    const Partitions all(rd_kafka_topic_partition_list_new(partitions));
    for (int i = 0; i < partitions; ++i) {
      rd_kafka_topic_partition_list_add(all.get(), topic.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    }
    rd_kafka_assign(reader, all.get());
    std::vector<Stored> found;
    const auto give_up = std::chrono::steady_clock::now() + patience;
    while (found.size() < count && std::chrono::steady_clock::now() < give_up) {
      auto* message = rd_kafka_consumer_poll(reader, 100);
      if (message == nullptr) continue;
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) found.push_back(stored(*message, topic));
      rd_kafka_message_destroy(message);
    }
    rd_kafka_consumer_close(reader);
    rd_kafka_destroy(reader);
    return found;
  }

 private:
  static rd_kafka_t* make_client(rd_kafka_type_t type, const std::map<std::string, std::string>& settings) {
    auto* config = rd_kafka_conf_new();
    std::array<char, 256> why{};
    rd_kafka_conf_set(config, "log_level", "0", nullptr, 0);
    for (const auto& [name, value] : settings) {
      rd_kafka_conf_set(config, name.c_str(), value.c_str(), why.data(), why.size());
    }
    return rd_kafka_new(type, config, why.data(), why.size());
  }
  static Stored stored(const rd_kafka_message_t& message, const std::string& topic) {
    Stored read{.record = {.topic = topic,
                           .key = {static_cast<const char*>(message.key), message.key_len},
                           .value = {static_cast<const char*>(message.payload), message.len},
                           .headers = {}},
                .partition = message.partition,
                .offset = message.offset};
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return read;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == 0; ++i) {
      read.record.headers.push_back({name, {static_cast<const char*>(value), size}});
    }
    return read;
  }

  rd_kafka_t* client_;
  rd_kafka_mock_cluster_t* cluster_;
};

// What a client uses of a process, with workers that run.
class TestProcess {
 public:
  explicit TestProcess(std::size_t workers = 2) : workers_(workers), metrics_(workers + 1) { workers_.start(); }
  ~TestProcess() { workers_.stop(); }
  TestProcess(const TestProcess&) = delete;
  TestProcess& operator=(const TestProcess&) = delete;

  [[nodiscard]] Workers& workers() { return workers_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] telemetry::Metrics& metrics() { return metrics_; }
  [[nodiscard]] telemetry::RecordingTracer& tracer() { return tracer_; }
  [[nodiscard]] telemetry::RecordingLog& log() { return log_; }
  [[nodiscard]] Health& health() { return health_; }

  std::vector<Worker*> serving() {
    std::vector<Worker*> all;
    all.reserve(workers_.size());
    for (std::size_t i = 0; i < workers_.size(); ++i) all.push_back(&workers_[i]);
    return all;
  }
  template <class T>
  std::future<T> begin(asio::awaitable<T> work, std::size_t worker = 0) {
    return asio::co_spawn(workers_[worker].executor(), std::move(work), asio::use_future);
  }
  [[nodiscard]] bool shows(std::string_view line) const { return metrics_.exposition().contains(line); }

 private:
  SystemClock clock_;
  Workers workers_;
  telemetry::Metrics metrics_;
  telemetry::RecordingTracer tracer_{true};
  telemetry::RecordingLog log_;
  Health health_;
};

// What the future brings; the test ends when it never does.
template <class T>
T wait_for(std::future<T> result) {
  if (result.wait_for(2 * patience) != std::future_status::ready) {
    ADD_FAILURE() << "something never ended";
    std::abort();
  }
  return result.get();
}

}  // namespace plaza::kafka
