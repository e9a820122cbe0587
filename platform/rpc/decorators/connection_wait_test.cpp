#include "platform/rpc/decorators/connection_wait.hpp"

#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

namespace plaza::rpc {
namespace {

using namespace std::chrono_literals;

class WaitForConnection : public ::testing::Test {
 protected:
  // Begins to wait; the result is there when the wait has ended.
  std::shared_ptr<std::optional<Result<void>>> begin(SteadyTime deadline = SteadyTime::max()) {
    auto result = std::make_shared<std::optional<Result<void>>>();
    asio::co_spawn(io_, wait_.wait(deadline),
                   [result](const std::exception_ptr&, Result<void> waited) { *result = std::move(waited); });
    poll();
    return result;
  }
  void poll() {
    io_.restart();
    io_.poll();
  }

  asio::io_context io_;
  ManualClock clock_;
  ConnectionWait wait_{clock_, {.connect_wait = 2s, .waiting_calls_max = 2}};
};

TEST_F(WaitForConnection, all_look_again_when_an_endpoint_can_be_used) {
  const auto first = begin();
  const auto second = begin();
  EXPECT_FALSE(*first);
  wait_.set_usable(true);
  poll();
  ASSERT_TRUE(*first && *second);
  EXPECT_TRUE((*first)->has_value() && (*second)->has_value());
}

TEST_F(WaitForConnection, it_lasts_from_the_loss_of_the_last_connection) {
  wait_.set_usable(true);
  clock_.advance(10s);
  EXPECT_FALSE(wait_.over(clock_.steady_now()));
  wait_.set_usable(false);
  clock_.advance(1s);
  wait_.set_usable(false);
  EXPECT_FALSE(wait_.over(clock_.steady_now()));
  clock_.advance(1s);
  EXPECT_TRUE(wait_.over(clock_.steady_now()));
}

TEST_F(WaitForConnection, afterwards_calls_fail_at_once_and_are_told_when_to_come_back) {
  clock_.advance(2s);
  const auto refused = begin();
  ASSERT_TRUE(*refused);
  ASSERT_FALSE((*refused)->has_value());
  EXPECT_EQ((*refused)->error().code, Code::unavailable);
  EXPECT_EQ((*refused)->error().reason, "NO_ENDPOINT");
  EXPECT_TRUE((*refused)->error().retry_after);
}

TEST_F(WaitForConnection, a_spent_deadline_does_not_wait) {
  const auto refused = begin(clock_.steady_now());
  ASSERT_TRUE(*refused);
  EXPECT_EQ((*refused)->error().code, Code::deadline_exceeded);
}

TEST_F(WaitForConnection, is_for_a_bounded_number_of_calls) {
  const auto first = begin();
  const auto second = begin();
  const auto third = begin();
  ASSERT_TRUE(*third);
  EXPECT_EQ((*third)->error().code, Code::resource_exhausted);
}

}  // namespace
}  // namespace plaza::rpc
