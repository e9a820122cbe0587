#include "platform/rpc/decorators/breaker_channel.hpp"

#include <gtest/gtest.h>

#include "platform/rpc/decorators/fake_channel.hpp"

namespace plaza::rpc::testing {
namespace {

using namespace std::chrono_literals;

class BreakerAround : public ::testing::Test {
 protected:
  void open_it() {
    server_.will_answer({Code::unavailable}, 10);
    for (int i = 0; i < 10; ++i) call_through(channel_);
  }
  ManualClock clock_;
  FakeChannel server_{clock_};
  BreakerChannel channel_{server_, clock_, {.calls_min = 10, .open = 2s, .probes = 2}};
};

TEST_F(BreakerAround, a_failing_service_is_left_alone) {
  open_it();
  asio::io_context io;
  const Sent refused(io, channel_);
  io.run();
  ASSERT_EQ(refused.code(), Code::unavailable);
  EXPECT_EQ(refused.result->error().reason, reason_breaker_open);
  EXPECT_EQ(refused.result->error().retry_after, 2s);
  EXPECT_TRUE(refused.call.never_reached_server);
  EXPECT_EQ(server_.calls(), 10);
}

TEST_F(BreakerAround, a_service_that_is_back_is_called_again) {
  open_it();
  clock_.advance(2s);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(call_through(channel_), Code::ok);
  EXPECT_EQ(channel_.breaker().state(clock_.steady_now()), resilience::BreakerState::closed);
}

TEST_F(BreakerAround, deadlines_that_pass_open_it) {
  server_.will_answer({.code = Code::deadline_exceeded, .took = 100ms}, 10);
  for (int i = 0; i < 10; ++i) call_through(channel_);
  EXPECT_EQ(channel_.breaker().state(clock_.steady_now()), resilience::BreakerState::open);
}

}  // namespace
}  // namespace plaza::rpc::testing
