#pragma once

#include <boost/asio/thread_pool.hpp>

#include "platform/kafka/broker_producer.hpp"
#include "platform/kafka/client_watch.hpp"
#include "platform/kafka/delivery.hpp"
#include "platform/kafka/in_flight_bound.hpp"
#include "platform/kafka/producer_metrics.hpp"

namespace plaza::kafka {

// What is behind a BrokerProducer: the librdkafka client of now, and those that failed for good and are being put away.
// send() comes from any thread, start() and stop() from the main thread, the rest runs on the home worker.
class BrokerProducer::Client : public std::enable_shared_from_this<BrokerProducer::Client> {
 public:
  Client(std::string name, const ClientParts& parts, ClientOptions client, const ProducerOptions& options,
         std::vector<Topic> topics);

  [[nodiscard]] Result<void> start();
  void stop();
  // The span of a record that is sent, and when it began.
  void trace(Record& record, InFlightRecord& in_flight) const;
  // Hands the record to librdkafka; the waiter is told what became of it unless this fails.
  [[nodiscard]] Result<void> hand_over(Record& record, std::unique_ptr<InFlightRecord>& in_flight);
  void fail_for_test();

 private:
  using Delivered = const rd_kafka_message_t;

  [[nodiscard]] Result<std::unique_ptr<Instance>> make_instance();
  [[nodiscard]] static Result<void> produce(rd_kafka_t* client, const Record& record, InFlightRecord& in_flight);
  void on_event(rd_kafka_event_t& event);
  void take_reports(rd_kafka_event_t& event);
  void finish(Delivered& message, Deliveries& deliveries);
  void replace(std::string_view why);
  void begin_anew();
  void put_away();
  // How many librdkafka still had when the time was up.
  std::uint64_t flush(rd_kafka_t* client);

  const std::string name_;
  const ClientParts parts_;
  const ClientOptions client_options_;
  const ProducerOptions options_;
  const std::shared_ptr<InFlightBound> in_flight_;
  ProducerMetrics metrics_;
  ClientWatch watch_;

  std::mutex mutex_;  // for what follows
  std::unique_ptr<Instance> instance_;
  bool stopping_ = false;

  std::vector<std::unique_ptr<Instance>> retired_;  // of the home's thread
  std::optional<asio::steady_timer> pause_;
  std::optional<asio::thread_pool> destroyer_;  // a client's end may block
};

}  // namespace plaza::kafka
