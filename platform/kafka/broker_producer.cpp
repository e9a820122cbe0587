#include "platform/kafka/broker_producer.hpp"

#include <boost/asio/use_awaitable.hpp>

#include "platform/kafka/producer_client.hpp"
#include "platform/kafka/trace_header.hpp"

namespace plaza::kafka {

void ProducerOptions::describe(config::Section section) {
  section.value("records_in_flight_max", records_in_flight_max, "records sent and not acknowledged; more are refused",
                {1, 1'000'000});
  section.value("bytes_in_flight_max", bytes_in_flight_max, "their size; more is refused", {65'536, 1e9});
  section.value("record_bytes_max", record_bytes_max, "largest record: key, value and headers", {1'024, 5e6});
  section.value("linger_ms", linger, "how long a record waits for others to go along", {0, 1'000});
  section.value("flush_timeout_ms", flush_timeout, "when the process stops, how long what is in flight is waited for",
                {0, 60'000});
  section.choice("compression", compression, {"none", "lz4", "zstd", "snappy", "gzip"}, "of batches");
}

BrokerProducer::BrokerProducer(std::string name, const ClientParts& parts, ClientOptions client,
                               const ProducerOptions& options, std::vector<Topic> topics)
    : name_(std::move(name)),
      client_(std::make_shared<Client>(name_, parts, std::move(client), options, std::move(topics))) {}

BrokerProducer::~BrokerProducer() = default;

Result<void> BrokerProducer::start() {
  return client_->start();
}

void BrokerProducer::stop() {
  client_->stop();
}

void BrokerProducer::fail_for_test() {
  client_->fail_for_test();
}

asio::awaitable<Result<void>> BrokerProducer::send(Record record) {
  auto in_flight = std::make_unique<InFlightRecord>();
  client_->trace(record, *in_flight);
  auto waiter = std::make_shared<Waiter>();
  in_flight->waiter = waiter;
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<void>)>(
      [&](auto handler) {
        in_flight->executor = asio::get_associated_executor(handler);
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) {
          slot.assign([weak = std::weak_ptr(waiter)](asio::cancellation_type) {
            const auto waiting = weak.lock();
            if (waiting) waiting->tell(fail(Code::cancelled, "nobody waits for the record any more", "NOT_DELIVERED"));
          });
        }
        waiter->done = [done = std::move(handler)](Result<void> outcome) mutable {
          std::move(done)(std::move(outcome));
        };
        if (auto handed = client_->hand_over(record, in_flight); !handed) {
          // Never from within the initiation.
          asio::post(in_flight->executor, [waiter, handed = std::move(handed)]() mutable { waiter->tell(handed); });
        }
      },
      asio::use_awaitable);
}

}  // namespace plaza::kafka
