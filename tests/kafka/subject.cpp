// A process that writes to Kafka, or reads from it in a group, and keeps a list of what it did: one line for each
// acknowledged record, or for each effect.
#include <cerrno>
#include <filesystem>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "platform/kafka/broker_producer.hpp"
#include "platform/kafka/consumer_group.hpp"
#include "platform/process/process.hpp"

namespace {

using namespace plaza;

struct Options {
  kafka::ClientOptions client;
  kafka::ProducerOptions producer;
  kafka::ConsumerOptions consumer;
  std::string role = "consumer";
  std::string topic = "numbers";
  std::string list_file;
  std::string away_file;    // while it is there, the store is away
  std::string mended_file;  // from when on poison is no poison
  std::uint32_t keys = 30;

  void describe(config::Section root) {
    const auto section = root.section("kafka");
    client.describe(section);
    producer.describe(section.section("producer"));
    consumer.describe(section.section("consumer"));
    const auto subject = root.section("subject");
    subject.choice("role", role, {"producer", "consumer"}, "what it does");
    subject.value("topic", topic, "where");
    subject.value("list_file", list_file, "where it keeps its list");
    subject.value("away_file", away_file, "a consumer's store is away while this file exists");
    subject.value("mended_file", mended_file, "a consumer takes poison from when on this file exists");
    subject.value("keys", keys, "how many keys are written, each in order");
  }
};

// Lines that are in the file when add() returns, whole, whatever becomes of the process.
class List {
 public:
  explicit List(const std::string& file) : descriptor_(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644)) {}
  ~List() { ::close(descriptor_); }
  List(const List&) = delete;
  List& operator=(const List&) = delete;

  void add(const std::string& line) const {
    const auto whole = line + "\n";
    if (::write(descriptor_, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size())) std::abort();
  }

 private:
  int descriptor_;
};

// Writes 0, 1, 2, … for each key, the next when the last was acknowledged.
class Writers final : public Component {
 public:
  Writers(Process& process, const Options& options, kafka::Producer& producer, const List& list)
      : process_(process), options_(options), producer_(producer), list_(list) {}

  [[nodiscard]] std::string_view name() const override { return "writers"; }
  [[nodiscard]] Result<void> start() override {
    const auto serving = process_.serving();
    for (std::uint32_t key = 0; key < options_.keys; ++key) {
      auto& worker = *serving[key % serving.size()];
      ++running_;
      asio::co_spawn(worker.executor(), write(this, worker, fmt::format("key-{}", key)), asio::detached);
    }
    return {};
  }
  void stop_accepting() override { stopped_ = true; }
  [[nodiscard]] bool drained() const override { return running_ == 0; }

 private:
  static asio::awaitable<void> write(Writers* self, Worker& worker, std::string key) {
    asio::steady_timer pause(worker.executor());
    for (int i = 0; !self->stopped_;) {
      const auto value = fmt::format("{}:{}", key, i);
      const auto written = co_await self->producer_.send({self->options_.topic, key, value, {{"number", value}}});
      if (written) {
        self->list_.add(value);
        ++i;
      } else if (written.error().reason == "NOT_DELIVERED") {
        break;  // it may be written: whoever goes on might write it twice
      }
      pause.expires_after(milliseconds{2});
      co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    --self->running_;
  }

  Process& process_;
  const Options& options_;
  kafka::Producer& producer_;
  const List& list_;
  std::atomic<bool> stopped_ = false;
  std::atomic<int> running_ = 0;
};

kafka::Handler remember(const Options& options, const List& list) {
  return [&](Worker&, const kafka::Received& received) -> asio::awaitable<Result<void>> {
    if (std::filesystem::exists(options.away_file)) co_return fail(Code::unavailable, "the store is away");
    if (received.record.value.starts_with("poison") && !std::filesystem::exists(options.mended_file)) {
      co_return fail(Code::invalid_argument, "this is poison", "POISON");
    }
    list.add(fmt::format("{} {} {}", received.position.partition, received.position.offset, received.record.value));
    co_return Result<void>{};
  };
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return run(argc, argv, "kafka-subject", options, [&options](Process& process) {
    const List list(options.list_file);
    const std::vector<kafka::Topic> topics{{options.topic, 3}};
    kafka::BrokerProducer producer("producer", kafka::parts_of(process), options.client, options.producer, topics);
    if (options.role == "producer") {
      Writers writers(process, options, producer, list);
      return process.serve({&producer, &writers});
    }
    kafka::ConsumerGroup group(kafka::parts_of(process), process.serving(), options.client, options.consumer, topics,
                               remember(options, list), producer);
    return process.serve({&producer, &group});
  });
}
