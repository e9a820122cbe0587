#include "platform/kafka/consumer_group.hpp"

#include <set>

#include <gmock/gmock.h>

#include "platform/kafka/broker_producer.hpp"
#include "platform/kafka/mock_broker_for_test.hpp"

namespace plaza::kafka {
namespace {

constexpr std::string_view topic = "orders";

// What handlers of several members saw, on any thread.
class Seen {
 public:
  void add(const Received& received) {
    const std::lock_guard lock(mutex_);
    values_.push_back(received.record.value);
  }
  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return values_.size();
  }
  [[nodiscard]] std::size_t distinct() const {
    const std::lock_guard lock(mutex_);
    return std::set(values_.begin(), values_.end()).size();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> values_;
};

// librdkafka's stand-in for a group's coordinator waits three seconds for members before it shares out partitions.
class ConsumerGroupTest : public testing::Test {
 protected:
  void SetUp() override {
    producer_.emplace("producer", parts_of(process_), client(), ProducerOptions{}, std::vector<Topic>{});
    ASSERT_TRUE(producer_->start());
  }
  void TearDown() override { producer_->stop(); }

  ClientOptions client() const {
    ClientOptions options;
    options.brokers = {broker_.address()};
    options.statistics_interval = milliseconds{500};
    return options;
  }
  std::unique_ptr<ConsumerGroup> member(Handler handler, ConsumerOptions options = {}) {
    options.group = "shipping";
    auto group =
        std::make_unique<ConsumerGroup>(parts_of(process_), process_.serving(), client(), options,
                                        std::vector<Topic>{{std::string(topic), 3}}, std::move(handler), *producer_);
    EXPECT_TRUE(group->start());
    return group;
  }
  Handler remember(Seen& seen) {
    return [&seen](Worker&, const Received& received) -> asio::awaitable<Result<void>> {
      seen.add(received);
      co_return Result<void>{};
    };
  }
  void produce(int from, int count) {
    std::vector<std::future<Result<void>>> all;
    for (int i = from; i < from + count; ++i) {
      all.push_back(process_.begin(
          producer_->send({std::string(topic), fmt::format("key {}", i % 10), fmt::format("{}", i), {}})));
    }
    for (auto& one : all) ASSERT_TRUE(wait_for(std::move(one)));
  }

  MockBroker broker_{std::string(topic)};
  TestProcess process_;
  std::optional<BrokerProducer> producer_;
};

TEST_F(ConsumerGroupTest, the_next_member_goes_on_where_the_last_left) {
  produce(0, 100);
  Seen first;
  auto one = member(remember(first));
  ASSERT_TRUE(eventually([&] { return first.size() == 100; }));
  EXPECT_EQ(one->partitions(), 3);
  one->stop();
  produce(100, 50);
  Seen second;
  auto two = member(remember(second));
  ASSERT_TRUE(eventually([&] { return second.size() == 50; }));
  EXPECT_EQ(second.distinct(), 50);
  two->stop();
}

TEST_F(ConsumerGroupTest, members_share_the_partitions_and_take_over_from_one_that_leaves) {
  Seen all;
  auto one = member(remember(all));
  auto two = member(remember(all));
  ASSERT_TRUE(eventually([&] { return one->partitions() + two->partitions() == 3 && two->partitions() > 0; }));
  produce(0, 100);
  ASSERT_TRUE(eventually([&] { return all.distinct() == 100; }));
  one->stop();
  ASSERT_TRUE(eventually([&] { return two->partitions() == 3; }));
  produce(100, 100);
  ASSERT_TRUE(eventually([&] { return all.distinct() == 200; }));
  EXPECT_EQ(all.size(), 200);
  two->stop();
}

TEST_F(ConsumerGroupTest, a_store_that_is_away_pauses_the_partition_and_loses_nothing) {
  std::atomic<bool> away = true;
  Seen seen;
  ConsumerOptions options;
  options.records_in_hand_max = 10;
  options.retry.pause_max = milliseconds{50};
  auto group = member(
      [&](Worker&, const Received& received) -> asio::awaitable<Result<void>> {
        if (away) co_return fail(Code::unavailable, "the store is away");
        seen.add(received);
        co_return Result<void>{};
      },
      options);
  produce(0, 300);
  ASSERT_TRUE(eventually([&] { return process_.shows("kafka_consumer_partitions_paused{group=\"shipping\"} 3"); }));
  away = false;
  ASSERT_TRUE(eventually([&] { return seen.distinct() == 300; }));
  EXPECT_EQ(seen.size(), 300);
  EXPECT_TRUE(eventually([&] {
    return process_.shows(R"(kafka_consumer_lag_records{group="shipping",partition="0",topic="orders"} 0)");
  }));
  group->stop();
}

TEST_F(ConsumerGroupTest, what_was_not_finished_at_a_stop_comes_to_the_next_member) {
  produce(0, 10);
  Seen seen;
  ConsumerOptions options;
  options.revoke_wait = milliseconds{50};
  auto one = member(
      [&](Worker&, const Received& received) -> asio::awaitable<Result<void>> {
        if (received.record.value == "7") co_return fail(Code::unavailable, "not now");
        seen.add(received);
        co_return Result<void>{};
      },
      options);
  ASSERT_TRUE(eventually([&] { return seen.size() == 9; }));
  one->stop();
  EXPECT_TRUE(one->drained());
  auto two = member(remember(seen));
  EXPECT_TRUE(eventually([&] { return seen.distinct() == 10; }));
  two->stop();
}

TEST_F(ConsumerGroupTest, goes_on_after_its_broker_was_away) {
  Seen seen;
  auto group = member(remember(seen));
  produce(0, 10);
  ASSERT_TRUE(eventually([&] { return seen.distinct() == 10; }));
  broker_.go_away();
  ASSERT_TRUE(
      eventually([&] { return process_.health().checks().at("kafka shipping").detail == "no broker answers"; }));
  broker_.come_back();
  produce(10, 10);
  EXPECT_TRUE(eventually([&] { return seen.distinct() == 20; }));
  group->stop();
}

}  // namespace
}  // namespace plaza::kafka
