#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "platform/core/worker.hpp"
#include "platform/kafka/client_options.hpp"
#include "platform/kafka/parts.hpp"
#include "platform/kafka/rdkafka.hpp"

namespace plaza::kafka {

using Settings = std::map<std::string, std::string>;  // librdkafka's, by its names

// What every client of ours tells librdkafka.
Result<Settings> common_settings(const ClientOptions& options, std::string_view client_id);

// One librdkafka client. Its events (delivery reports, records, rebalances, statistics, log lines) come one by one to
// `on_event`, on the home worker's loop: librdkafka's own threads only wake that loop up. To be closed on its home, and
// then destroyed where it may block for a moment: not on a worker.
class Instance {
 public:
  using OnEvent = std::function<void(Event)>;

  static Result<std::unique_ptr<Instance>> make(rd_kafka_type_t type, const Settings& settings, int events,
                                                Worker& home, OnEvent on_event);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  [[nodiscard]] rd_kafka_t* get() const { return client_; }
  [[nodiscard]] rd_kafka_queue_t* queue() const { return queue_.get(); }
  // No event comes after this.
  void close();

 private:
  struct Wakeup;
  Instance(rd_kafka_t* client, rd_kafka_type_t type, Worker& home, OnEvent on_event);

  static void wake(rd_kafka_t* client, void* opaque);
  static void schedule(const std::shared_ptr<Wakeup>& wakeup);
  void drain();

  rd_kafka_t* client_;
  rd_kafka_type_t type_;
  Queue queue_;
  OnEvent on_event_;
  std::shared_ptr<Wakeup> wakeup_;
};

// Writes a line of librdkafka's log into ours; what it repeats is said once in a while.
class ClientLog {
 public:
  explicit ClientLog(const ClientParts& parts, std::string client) : parts_(parts), client_(std::move(client)) {}
  void write(rd_kafka_event_t& event);

 private:
  ClientParts parts_;
  std::string client_;
  std::map<std::string, SteadyTime, std::less<>> said_;  // by librdkafka's word for the kind of line
};

}  // namespace plaza::kafka
