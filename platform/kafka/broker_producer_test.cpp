#include "platform/kafka/broker_producer.hpp"

#include <gmock/gmock.h>

#include "platform/kafka/mock_broker_for_test.hpp"
#include "platform/kafka/trace_header.hpp"

namespace plaza::kafka {
namespace {

using testing::HasSubstr;

class BrokerProducerTest : public testing::Test {
 protected:
  BrokerProducer& start(const ProducerOptions& options = {}) {
    ClientOptions client;
    client.brokers = {broker_.address()};
    client.statistics_interval = milliseconds{500};
    producer_.emplace("producer", parts_of(process_), client, options, std::vector<Topic>{});
    EXPECT_TRUE(producer_->start());
    return *producer_;
  }
  void TearDown() override { stop(); }
  void stop() {
    if (producer_) producer_->stop();
    producer_.reset();
  }
  std::future<Result<void>> begin(std::string key, std::string value, std::size_t worker = 0) {
    return process_.begin(producer_->send({"orders", std::move(key), std::move(value), {}}), worker);
  }

  MockBroker broker_{"orders"};
  TestProcess process_;
  std::optional<BrokerProducer> producer_;
};

TEST_F(BrokerProducerTest, a_record_arrives_as_it_was_sent) {
  start();
  const Record sent{"orders", "key 1", std::string("\0\1value", 7), {{"ce_id", "1"}, {"ce_id", "2"}, {"empty", ""}}};
  ASSERT_TRUE(wait_for(process_.begin(producer_->send(sent))));
  const auto stored = broker_.read("orders", 1);
  ASSERT_EQ(stored.size(), 1);
  EXPECT_EQ(stored[0].record, sent);
}

TEST_F(BrokerProducerTest, ends_on_the_worker_that_sent) {
  auto& producer = start();
  const auto threads = [](BrokerProducer& with) -> asio::awaitable<bool> {
    const auto before = std::this_thread::get_id();
    const auto sent = co_await with.send({"orders", "k", "v", {}});
    co_return sent.has_value() && std::this_thread::get_id() == before;
  };
  EXPECT_TRUE(wait_for(process_.begin(threads(producer), 0)));
  EXPECT_TRUE(wait_for(process_.begin(threads(producer), 1)));
}

TEST_F(BrokerProducerTest, records_of_a_key_keep_their_order) {
  start();
  std::vector<std::future<Result<void>>> all;
  all.reserve(300);
  for (int i = 0; i < 300; ++i) all.push_back(begin(fmt::format("key {}", i % 3), fmt::format("{:03}", i)));
  for (auto& one : all) EXPECT_TRUE(wait_for(std::move(one)));
  std::map<std::string, std::string> last;
  for (const auto& stored : broker_.read("orders", 300)) {
    EXPECT_LT(last[stored.record.key], stored.record.value);
    last[stored.record.key] = stored.record.value;
  }
  EXPECT_EQ(last.size(), 3);
}

TEST_F(BrokerProducerTest, records_wait_for_a_broker_that_is_away) {
  start();
  ASSERT_TRUE(wait_for(begin("k", "1")));
  broker_.go_away();
  ASSERT_TRUE(
      eventually([&] { return process_.health().checks().at("kafka producer").detail == "no broker answers"; }));
  EXPECT_TRUE(process_.health().ready());
  auto waiting = begin("k", "2");
  EXPECT_EQ(waiting.wait_for(milliseconds{100}), std::future_status::timeout);
  broker_.come_back();
  EXPECT_TRUE(wait_for(std::move(waiting)));
  EXPECT_EQ(broker_.read("orders", 2).size(), 2);
}

TEST_F(BrokerProducerTest, what_does_not_fit_in_flight_is_refused_at_once) {
  start({.records_in_flight_max = 2});
  broker_.go_away();
  auto first = begin("k", "1");
  auto second = begin("k", "2");
  ASSERT_TRUE(eventually([&] { return process_.shows("kafka_producer_in_flight_records{client=\"producer\"} 2"); }));
  const auto third = wait_for(begin("k", "3"));
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, Code::resource_exhausted);
  EXPECT_EQ(third.error().reason, "PRODUCER_FULL");
  broker_.come_back();
  EXPECT_TRUE(wait_for(std::move(first)));
  EXPECT_TRUE(wait_for(std::move(second)));
  EXPECT_TRUE(wait_for(begin("k", "4")));
  EXPECT_TRUE(process_.shows("kafka_producer_refused_total{client=\"producer\"} 1"));
}

TEST_F(BrokerProducerTest, a_record_that_is_too_large_is_refused) {
  start({.record_bytes_max = 1'024});
  const auto sent = wait_for(begin("k", std::string(1'024, 'x')));
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Code::invalid_argument);
  EXPECT_EQ(sent.error().reason, "RECORD_TOO_LARGE");
}

TEST_F(BrokerProducerTest, one_that_failed_for_good_is_replaced) {
  auto& producer = start();
  ASSERT_TRUE(wait_for(begin("k", "1")));
  producer.fail_for_test();
  ASSERT_TRUE(eventually([&] { return process_.shows("kafka_producer_replaced_total{client=\"producer\"} 1"); }));
  EXPECT_TRUE(wait_for(begin("k", "2")));
  EXPECT_THAT(process_.log().text(), HasSubstr("kafka producer failed for good and is replaced"));
}

TEST_F(BrokerProducerTest, what_was_in_flight_when_it_failed_for_good_fails) {
  auto& producer = start();
  ASSERT_TRUE(wait_for(begin("k", "1")));
  broker_.go_away();
  auto lost = begin("k", "2");
  ASSERT_TRUE(eventually([&] { return process_.shows("kafka_producer_in_flight_records{client=\"producer\"} 1"); }));
  producer.fail_for_test();
  const auto outcome = wait_for(std::move(lost));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, Code::unavailable);
  broker_.come_back();
  EXPECT_TRUE(wait_for(begin("k", "3")));
}

TEST_F(BrokerProducerTest, a_stop_waits_for_what_is_in_flight) {
  start({.linger = milliseconds{200}});
  auto sent = begin("k", "1");
  ASSERT_TRUE(eventually([&] { return process_.shows("kafka_producer_in_flight_records{client=\"producer\"} 1"); }));
  stop();
  EXPECT_TRUE(wait_for(std::move(sent)));
}

TEST_F(BrokerProducerTest, a_stop_says_what_the_broker_did_not_take) {
  start({.flush_timeout = milliseconds{50}});
  broker_.go_away();
  auto sent = begin("k", "1");
  ASSERT_TRUE(eventually([&] { return process_.shows("kafka_producer_in_flight_records{client=\"producer\"} 1"); }));
  producer_->stop();
  const auto outcome = wait_for(std::move(sent));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().reason, "NOT_DELIVERED");
  EXPECT_THAT(process_.log().text(), HasSubstr(R"("records":1)"));
  EXPECT_EQ(wait_for(begin("k", "2")).error().reason, "NOT_RUNNING");
}

TEST_F(BrokerProducerTest, a_caller_that_gives_up_is_told_so_and_the_record_goes_on) {
  auto& producer = start();
  ASSERT_TRUE(wait_for(begin("k", "1")));
  broker_.go_away();
  asio::cancellation_signal give_up;
  std::promise<Result<void>> outcome;
  asio::co_spawn(process_.workers()[0].executor(), producer.send({"orders", "k", "2", {}}),
                 asio::bind_cancellation_slot(give_up.slot(), [&](const std::exception_ptr&, Result<void> result) {
                   outcome.set_value(std::move(result));
                 }));
  ASSERT_TRUE(eventually([&] { return process_.shows("kafka_producer_in_flight_records{client=\"producer\"} 1"); }));
  asio::post(process_.workers()[0].executor(), [&] { give_up.emit(asio::cancellation_type::terminal); });
  EXPECT_EQ(wait_for(outcome.get_future()).error().code, Code::cancelled);
  broker_.come_back();
  EXPECT_EQ(broker_.read("orders", 2).size(), 2);
}

TEST_F(BrokerProducerTest, its_span_is_a_child_of_the_records_trace) {
  start();
  const auto trace = TraceContext::make(true);
  Record record{"orders", "k", "v", {}};
  set_trace(record.headers, trace);
  ASSERT_TRUE(wait_for(process_.begin(producer_->send(record))));
  ASSERT_EQ(process_.tracer().spans().size(), 1);
  const auto span = process_.tracer().spans()[0];
  EXPECT_EQ(span.parent, trace.span);
  EXPECT_EQ(span.kind, telemetry::SpanKind::producer);
  const auto stored = broker_.read("orders", 1);
  ASSERT_EQ(stored.size(), 1);
  EXPECT_EQ(trace_of(stored[0].record.headers), span.context);
}

TEST_F(BrokerProducerTest, statistics_become_metrics) {
  start();
  ASSERT_TRUE(wait_for(begin("k", "1")));
  EXPECT_TRUE(eventually([&] { return process_.shows("kafka_client_broker_up{"); }));
  EXPECT_TRUE(process_.shows(R"(kafka_producer_records_total{client="producer",result="ok",topic="orders"} 1)"));
}

TEST(BrokerProducer, options_that_librdkafka_refuses_end_the_start) {
  TestProcess process;
  ClientOptions client;
  client.security.authorities_file = "/nowhere/ca.pem";
  BrokerProducer producer("producer", parts_of(process), client, {}, {});
  const auto started = producer.start();
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().message, HasSubstr("librdkafka does not start"));
  producer.stop();
}

}  // namespace
}  // namespace plaza::kafka
