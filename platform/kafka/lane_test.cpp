#include "platform/kafka/lane.hpp"

#include <gmock/gmock.h>

#include "platform/kafka/mock_broker_for_test.hpp"
#include "platform/kafka/trace_header.hpp"

namespace plaza::kafka {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class KeptRecords final : public Producer {
 public:
  asio::awaitable<Result<void>> send(Record record) override {
    const std::lock_guard lock(mutex_);
    if (failures > 0) {
      --failures;
      co_return fail(Code::unavailable, "away");
    }
    records_.push_back(std::move(record));
    co_return Result<void>{};
  }
  std::vector<Record> records() {
    const std::lock_guard lock(mutex_);
    return records_;
  }
  std::atomic<int> failures = 0;

 private:
  std::mutex mutex_;
  std::vector<Record> records_;
};

// A lane on the process's first worker, whose handler a test decides. Handlers run on that worker only.
class LaneTest : public testing::Test {
 protected:
  void start(Handler handler, ConsumerOptions options = {}) {
    options.group = "shipping";
    options.retry.pause = milliseconds{1};
    options.retry.pause_max = milliseconds{2};
    metrics_ = std::make_shared<ConsumerMetrics>(parts_of(process_), "shipping", std::vector<std::string>{"orders"});
    const auto setup = std::make_shared<const LaneSetup>(parts_of(process_), options, metrics_, std::move(handler),
                                                         dead_letters_, [this](std::vector<WorkDone> done) {
                                                           const std::lock_guard lock(mutex_);
                                                           for (auto& one : done) done_.push_back(std::move(one));
                                                         });
    lane_ = std::make_shared<Lane>(process_.workers()[0], setup);
  }
  void TearDown() override {
    run_on(process_.workers()[0], [this] { lane_.reset(); });
  }
  Work work(std::int64_t offset, std::string key, std::shared_ptr<Assignment> of = nullptr) {
    return {of ? of : assignment_,
            {.record = {"orders", std::move(key), fmt::format("value {}", offset), {}},
             .position = {.partition = 0, .offset = offset, .timestamp = {}},
             .attempt = 1,
             .context = {}}};
  }
  void take(std::vector<Work> all) {
    asio::post(process_.workers()[0].executor(),
               [lane = lane_, all = std::move(all)]() mutable { lane->take(std::move(all)); });
  }
  void drop(const std::shared_ptr<Assignment>& assignment) {
    assignment->gone = true;
    run_on(process_.workers()[0], [&] { lane_->drop(*assignment); });
  }
  std::vector<WorkDone> done() {
    const std::lock_guard lock(mutex_);
    return done_;
  }
  bool comes_to(std::size_t count) {
    return eventually([&] {
      const std::lock_guard lock(mutex_);
      return done_.size() >= count;
    });
  }
  // How many of what is done were finished.
  std::size_t finished() {
    const auto all = done();
    return static_cast<std::size_t>(std::ranges::count(all, true, &WorkDone::finished));
  }
  bool counts(std::string_view result, int number) const {
    return process_.shows(fmt::format(
        R"(kafka_consumer_records_total{{group="shipping",result="{}",topic="orders"}} {})", result, number));
  }

  TestProcess process_;
  KeptRecords dead_letters_;
  std::shared_ptr<ConsumerMetrics> metrics_;
  std::shared_ptr<Assignment> assignment_ = std::make_shared<Assignment>("orders", 0);
  std::shared_ptr<Lane> lane_;
  std::mutex mutex_;
  std::vector<WorkDone> done_;
};

// Waits until a test opens it. On one worker.
class Gate {
 public:
  explicit Gate(TestProcess& process) : worker_(process.workers()[0]), timer_(worker_.executor(), SteadyTime::max()) {}
  asio::awaitable<void> pass() {
    ++waiting;
    while (!open_) co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    --waiting;
  }
  void open() {
    run_on(worker_, [this] {
      open_ = true;
      timer_.cancel();
    });
  }
  std::atomic<int> waiting = 0;

 private:
  Worker& worker_;
  asio::steady_timer timer_;
  bool open_ = false;
};

TEST_F(LaneTest, records_of_a_key_come_one_after_the_other_those_of_others_together) {
  Gate gate(process_);
  std::vector<std::int64_t> order;
  start([&](Worker&, const Received& received) -> asio::awaitable<Result<void>> {
    if (received.record.key == "a") co_await gate.pass();
    order.push_back(received.position.offset);
    co_return Result<void>{};
  });
  take({work(0, "a"), work(1, "b"), work(2, "a"), work(3, "c"), work(4, "a")});
  ASSERT_TRUE(comes_to(2));
  EXPECT_EQ(gate.waiting, 1);
  gate.open();
  ASSERT_TRUE(comes_to(5));
  EXPECT_THAT(order, ElementsAre(1, 3, 0, 2, 4));
}

TEST_F(LaneTest, no_more_run_at_once_than_allowed) {
  Gate gate(process_);
  start(
      [&](Worker&, const Received&) -> asio::awaitable<Result<void>> {
        co_await gate.pass();
        co_return Result<void>{};
      },
      {.handlers_max = 3});
  std::vector<Work> all;
  all.reserve(10);
  for (int i = 0; i < 10; ++i) all.push_back(work(i, fmt::format("{}", i)));
  take(std::move(all));
  ASSERT_TRUE(eventually([&] { return gate.waiting == 3; }));
  gate.open();
  EXPECT_TRUE(comes_to(10));
}

TEST_F(LaneTest, handlers_that_never_wait_do_not_pile_up_on_the_stack) {
  start([](Worker&, const Received&) -> asio::awaitable<Result<void>> { co_return Result<void>{}; });
  std::vector<Work> all;
  all.reserve(20'000);
  for (int i = 0; i < 20'000; ++i) all.push_back(work(i, fmt::format("{}", i % 7)));
  take(std::move(all));
  EXPECT_TRUE(comes_to(20'000));
}

TEST_F(LaneTest, what_fails_for_now_is_tried_until_it_succeeds) {
  int attempts = 0;
  start([&](Worker&, const Received& received) -> asio::awaitable<Result<void>> {
    EXPECT_EQ(received.attempt, ++attempts);
    co_return attempts < 100 ? fail(Code::unavailable, "the store is away") : Result<void>{};
  });
  take({work(0, "a")});
  ASSERT_TRUE(comes_to(1));
  EXPECT_EQ(attempts, 100);
  EXPECT_TRUE(counts("ok", 1));
  EXPECT_TRUE(process_.shows(R"(kafka_consumer_failed_attempts_total{group="shipping",topic="orders"} 99)"));
  EXPECT_THAT(dead_letters_.records(), SizeIs(0));
}

TEST_F(LaneTest, what_can_never_succeed_becomes_a_dead_letter_and_the_next_goes_on) {
  start([&](Worker&, const Received& received) -> asio::awaitable<Result<void>> {
    co_return received.position.offset == 0 ? fail(Code::invalid_argument, "no price", "BAD_ORDER") : Result<void>{};
  });
  dead_letters_.failures = 3;
  take({work(0, "a"), work(1, "a")});
  ASSERT_TRUE(comes_to(2));
  EXPECT_EQ(finished(), 2);
  ASSERT_THAT(dead_letters_.records(), SizeIs(1));
  const auto letter = dead_letters_.records()[0];
  EXPECT_EQ(letter.topic, "orders.dlq");
  EXPECT_EQ(find_header(letter.headers, "dlq_reason")->value, "BAD_ORDER");
  EXPECT_TRUE(counts("dead_lettered", 1));
}

TEST_F(LaneTest, a_handler_that_throws_is_tried_again_and_given_up) {
  start([&](Worker&, const Received&) -> asio::awaitable<Result<void>> {
    throw std::runtime_error("a mistake");
    co_return Result<void>{};
  });
  take({work(0, "a")});
  ASSERT_TRUE(comes_to(1));
  ASSERT_THAT(dead_letters_.records(), SizeIs(1));
  EXPECT_EQ(find_header(dead_letters_.records()[0].headers, "dlq_attempts")->value, "10");
}

TEST_F(LaneTest, of_a_partition_that_goes_only_what_runs_is_ended) {
  Gate gate(process_);
  const auto other = std::make_shared<Assignment>("orders", 1);
  start(
      [&](Worker&, const Received& received) -> asio::awaitable<Result<void>> {
        if (received.record.key == "fails") co_return fail(Code::unavailable, "the store is away");
        co_await gate.pass();
        co_return Result<void>{};
      },
      {.handlers_max = 3});
  take({work(0, "runs"), work(1, "runs"), work(2, "fails"), work(3, "runs", other), work(4, "waits"),
        work(5, "waits", other)});
  ASSERT_TRUE(eventually([&] { return gate.waiting == 2; }));
  drop(assignment_);
  ASSERT_TRUE(comes_to(3));
  EXPECT_EQ(finished(), 0);
  gate.open();
  ASSERT_TRUE(comes_to(6));
  EXPECT_EQ(finished(), 3);
  EXPECT_TRUE(counts("abandoned", 3));
}

TEST_F(LaneTest, the_handlers_trace_is_a_child_of_the_records) {
  const auto trace = TraceContext::make(true);
  RequestContext seen;
  start([&](Worker&, const Received& received) -> asio::awaitable<Result<void>> {
    seen = received.context;
    co_return Result<void>{};
  });
  auto one = work(0, "a");
  set_trace(one.received.record.headers, trace);
  take({one});
  ASSERT_TRUE(comes_to(1));
  EXPECT_EQ(seen.trace.trace_id(), trace.trace_id());
  EXPECT_NE(seen.deadline, SteadyTime::max());
  ASSERT_THAT(process_.tracer().spans(), SizeIs(1));
  const auto span = process_.tracer().spans()[0];
  EXPECT_EQ(span.context, seen.trace);
  EXPECT_EQ(span.parent, trace.span);
  EXPECT_EQ(span.kind, telemetry::SpanKind::consumer);
}

}  // namespace
}  // namespace plaza::kafka
