#include "platform/rpc/decorators/retry_channel.hpp"

#include <gtest/gtest.h>

#include "platform/rpc/decorators/fake_channel.hpp"

namespace plaza::rpc::testing {
namespace {

using namespace std::chrono_literals;

class Retries : public ::testing::Test {
 protected:
  ManualClock clock_;
  FakeChannel server_{clock_};
  RetryChannel channel_{server_,
                        clock_,
                        {.policy = {.attempts_max = 3, .backoff = 1ms, .backoff_max = 1ms},
                         .budget = {.share = 0.2, .per_second_min = 0, .saved_max = 10}},
                        1};
};

TEST_F(Retries, an_idempotent_call_is_sent_again) {
  server_.will_answer({Code::unavailable}, 2);
  EXPECT_EQ(call_through(channel_), Code::ok);
  EXPECT_EQ(server_.calls(), 3);
}

TEST_F(Retries, a_call_with_an_effect_is_sent_again_only_if_it_never_reached_the_server) {
  server_.will_answer({.code = Code::unavailable, .never_reached = true});
  server_.will_answer({Code::unavailable});
  asio::io_context io;
  const Sent sent(io, channel_, write_method);
  io.run();
  EXPECT_EQ(sent.code(), Code::unavailable);
  EXPECT_FALSE(sent.call.never_reached_server);
  EXPECT_EQ(server_.calls(), 2);
}

TEST_F(Retries, end_after_the_attempts_allowed) {
  server_.will_answer({.code = Code::unavailable, .never_reached = true}, 10);
  asio::io_context io;
  const Sent sent(io, channel_);
  io.run();
  EXPECT_EQ(sent.code(), Code::unavailable);
  EXPECT_TRUE(sent.call.never_reached_server);
  EXPECT_EQ(server_.calls(), 3);
}

TEST_F(Retries, a_refusal_is_final) {
  server_.will_answer({Code::not_found});
  EXPECT_EQ(call_through(channel_), Code::not_found);
  EXPECT_EQ(server_.calls(), 1);
}

TEST_F(Retries, do_not_go_beyond_the_deadline) {
  server_.will_answer({.code = Code::unavailable, .took = 100ms});
  RequestContext context;
  context.deadline = clock_.steady_now() + 100ms;
  EXPECT_EQ(call_through(channel_, read_method, context), Code::unavailable);
  EXPECT_EQ(server_.calls(), 1);
}

TEST_F(Retries, a_storm_is_held_to_the_budget) {
  server_.will_answer({Code::unavailable}, 10'000);
  for (int i = 0; i < 1'000; ++i) call_through(channel_);
  EXPECT_LE(server_.calls(), 1'210);
  EXPECT_GT(channel_.refused_by_budget(), 700U);
}

TEST_F(Retries, what_never_reached_a_server_needs_no_budget) {
  for (int i = 0; i < 100; ++i) {
    server_.will_answer({.code = Code::unavailable, .never_reached = true});
    EXPECT_EQ(call_through(channel_, write_method), Code::ok);
  }
  EXPECT_EQ(channel_.refused_by_budget(), 0U);
}

TEST_F(Retries, a_call_that_found_no_endpoint_is_not_sent_again) {
  server_.will_answer({.code = Code::unavailable, .never_reached = true, .reason = "NO_ENDPOINT"}, 3);
  EXPECT_EQ(call_through(channel_), Code::unavailable);
  EXPECT_EQ(server_.calls(), 1);
}

TEST_F(Retries, waits_end_when_the_call_is_dropped) {
  RetryChannel slow{server_, clock_, {.policy = {.attempts_max = 3, .backoff = 60s, .backoff_max = 60s}}, 1};
  server_.will_answer({Code::unavailable}, 3);
  asio::io_context io;
  const Sent sent(io, slow);
  settle(io);
  EXPECT_FALSE(sent.result);
}

}  // namespace
}  // namespace plaza::rpc::testing
