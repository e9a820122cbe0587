#include "platform/rpc/decorators/concurrency_channel.hpp"

#include <gtest/gtest.h>

#include "platform/rpc/decorators/fake_channel.hpp"

namespace plaza::rpc::testing {
namespace {

class Bulkhead : public ::testing::Test {
 protected:
  ManualClock clock_;
  FakeChannel server_{clock_};
  ConcurrencyChannel channel_{server_, clock_, {.in_flight_max = 2}};
};

TEST_F(Bulkhead, refuses_what_does_not_fit_while_the_server_hangs) {
  asio::io_context io;
  server_.hold();
  const Sent first(io, channel_);
  const Sent second(io, channel_);
  const Sent third(io, channel_);
  settle(io);
  EXPECT_FALSE(first.result || second.result);
  ASSERT_EQ(third.code(), Code::unavailable);
  EXPECT_EQ(third.result->error().reason, resilience::reason_overloaded);
  EXPECT_TRUE(third.result->error().retry_after);
  EXPECT_TRUE(third.call.never_reached_server);
  server_.release();
  settle(io);
  EXPECT_EQ(second.code(), Code::ok);
  EXPECT_EQ(channel_.limit().in_flight(), 0U);
}

TEST_F(Bulkhead, calls_that_are_dropped_with_their_loop_give_their_place_back) {
  {
    asio::io_context io;
    server_.hold();
    const Sent dropped(io, channel_);
    settle(io);
    EXPECT_EQ(channel_.limit().in_flight(), 1U);
    server_.release();
  }
  EXPECT_EQ(channel_.limit().in_flight(), 0U);
}

TEST_F(Bulkhead, failures_give_their_place_back) {
  server_.will_answer({Code::internal}, 10);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(call_through(channel_), Code::internal);
  EXPECT_EQ(channel_.limit().in_flight(), 0U);
}

}  // namespace
}  // namespace plaza::rpc::testing
