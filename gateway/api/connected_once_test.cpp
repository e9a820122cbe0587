#include "gateway/api/connected_once.hpp"

#include <gtest/gtest.h>

#include "gateway/api/fake_service_test.hpp"

#include "thrift/health.hpp"

namespace plaza::gateway {
namespace {

// True once `condition` holds; false when it does not within ten seconds.
bool eventually(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

class ConnectedOnceTest : public ::testing::Test {
 protected:
  ConnectedOnceTest() : channels_(workers_, [this](Worker&) { return service_.channel(); }) {
    service_.answer<health::Check>([this](const auto&) -> Result<wire::HealthReply> {
      ++asked_;
      if (away_) return fail(Code::unavailable, "connection refused");
      return wire::HealthReply();
    });
    workers_.start();
  }
  std::unique_ptr<ConnectedOnce> connected_within(milliseconds wait) {
    return std::make_unique<ConnectedOnce>("pharmacy", std::vector{&workers_[0]}, channels_, ask_by_thrift, wait,
                                           clock_, health_);
  }
  ~ConnectedOnceTest() override { workers_.stop(); }

  std::atomic<bool> away_ = true;
  std::atomic<int> asked_ = 0;
  SystemClock clock_;
  Health health_;
  testing::FakeService service_;
  Workers workers_{1};
  WorkerChannels channels_;
};

TEST_F(ConnectedOnceTest, the_gateway_is_ready_from_the_first_answer_on_and_stays_so) {
  const auto connected = connected_within(std::chrono::minutes{1});
  EXPECT_FALSE(health_.ready());
  ASSERT_TRUE(connected->start());
  ASSERT_TRUE(eventually([&] { return asked_ > 1; }));
  EXPECT_FALSE(health_.ready());
  EXPECT_FALSE(connected->drained());
  away_ = false;
  ASSERT_TRUE(eventually([&] { return health_.ready(); }));
  ASSERT_TRUE(eventually([&] { return connected->drained(); }));
  away_ = true;
  EXPECT_TRUE(health_.ready());
}

TEST_F(ConnectedOnceTest, a_process_that_stops_asks_no_more) {
  const auto connected = connected_within(std::chrono::minutes{1});
  ASSERT_TRUE(connected->start());
  ASSERT_TRUE(eventually([&] { return asked_ > 0; }));
  connected->stop_accepting();
  EXPECT_TRUE(eventually([&] { return connected->drained(); }));
}

TEST_F(ConnectedOnceTest, what_is_away_for_long_keeps_nobody_from_the_rest) {
  const auto connected = connected_within(milliseconds{1});
  ASSERT_TRUE(connected->start());
  EXPECT_TRUE(eventually([&] { return health_.ready(); }));
  EXPECT_TRUE(eventually([&] { return connected->drained(); }));
}

}  // namespace
}  // namespace plaza::gateway
