#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/core/component.hpp"
#include "platform/kafka/client_options.hpp"
#include "platform/kafka/parts.hpp"
#include "platform/kafka/producer.hpp"

namespace plaza::kafka {

struct ProducerOptions {
  std::uint32_t records_in_flight_max = 20'000;
  std::uint64_t bytes_in_flight_max = 32UL * 1024 * 1024;
  std::uint64_t record_bytes_max = 1'000'000;  // key, value and headers
  milliseconds linger{1};
  milliseconds flush_timeout{3'000};  // when the process stops
  std::string compression = "none";

  void describe(config::Section section);
};

// The producer that writes to a real broker: idempotent, acknowledged by all replicas in sync. One for a process, used
// by all of its workers. While no broker answers, records wait as long as it takes; the bounds on what is in flight
// decide what is refused meanwhile.
//
// send() fails with resource_exhausted (PRODUCER_FULL) beyond those bounds; invalid_argument (RECORD_TOO_LARGE,
// RECORD_REFUSED), not_found (TOPIC_UNKNOWN: no such topic 30 s after the first attempt) and permission_denied, for
// good; unavailable when the process stops or the client had to be replaced: then NOT_DELIVERED says that it may be
// written, nevertheless. A caller that stops waiting (cancellation) takes nothing back. After a failure what was sent
// later with the same key may have been written: whoever needs order per key waits for one batch before the next.
//
// A record's `traceparent` header makes the span of the producer a child of that trace, and is replaced by its own.
class BrokerProducer final : public Producer, public Component {
 public:
  // `name` tells it apart in metrics and logs. `topics` are made when they are missing.
  BrokerProducer(std::string name, const ClientParts& parts, ClientOptions client, const ProducerOptions& options,
                 std::vector<Topic> topics);
  ~BrokerProducer() override;

  [[nodiscard]] asio::awaitable<Result<void>> send(Record record) override;

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Result<void> start() override;
  // Waits for what is in flight, flush_timeout at most; the rest fails, and the log says how much it was. Stop it after
  // whoever uses it.
  void stop() override;

  // For tests: the client fails as one does that librdkafka has given up.
  void fail_for_test();

 private:
  class Client;
  const std::string name_;
  std::shared_ptr<Client> client_;
};

}  // namespace plaza::kafka
