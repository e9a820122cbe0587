#include "gateway/edge/shedding/shedding_channel.hpp"

#include <gtest/gtest.h>

#include "gateway/edge/shedding/urgency.hpp"
#include "platform/rpc/decorators/fake_channel.hpp"

namespace plaza::gateway {
namespace {

using rpc::testing::FakeChannel;
using rpc::testing::Sent;
using rpc::testing::settle;

constexpr rpc::Method health_method{.service = "health", .name = "check", .idempotent = true};

struct SheddingChannelTest : testing::Test {
  SheddingChannelTest() {
    auto inner = std::make_unique<FakeChannel>(clock);
    service = inner.get();
    service->hold();
    channel = std::make_unique<SheddingChannel>(
        std::move(inner), "pharmacy", clock,
        resilience::AdaptiveLimitOptions{.initial = 4, .min = 4, .max = 4, .batch_share = 0.5, .health_extra = 1}, 0,
        metrics);
  }
  Sent& send(const rpc::Method& method = rpc::testing::read_method, bool background = false) {
    RequestContext context;
    context.background = background;
    auto& sent = calls.emplace_back(io, *channel, method, std::move(context));
    settle(io);
    return sent;
  }
  double shed(const std::string& priority) {
    return metrics.counter("shed_calls_total", "", {{"service", "pharmacy"}, {"priority", priority}}).value();
  }

  ManualClock clock;
  telemetry::Metrics metrics{2};
  FakeChannel* service = nullptr;
  std::unique_ptr<SheddingChannel> channel;
  std::list<Sent> calls;
  asio::io_context io;  // goes first, and with it the calls that are held
};

TEST_F(SheddingChannelTest, what_does_not_fit_is_refused_at_once) {
  for (int i = 0; i < 4; ++i) send();
  const auto& refused = send();
  ASSERT_TRUE(refused.result);
  EXPECT_EQ(refused.code(), Code::unavailable);
  EXPECT_EQ(refused.result->error().reason, "OVERLOADED");
  EXPECT_TRUE(refused.result->error().retry_after);
  EXPECT_TRUE(refused.call.never_reached_server);
  EXPECT_EQ(service->calls(), 4);
  EXPECT_EQ(shed("interactive"), 1);
}

TEST_F(SheddingChannelTest, places_come_back_with_the_answers) {
  for (int i = 0; i < 4; ++i) send();
  service->release();
  settle(io);
  EXPECT_EQ(send().code(), Code::ok);
}

TEST_F(SheddingChannelTest, a_changed_limit_holds_from_then_on) {
  channel->change({.initial = 2, .min = 2, .max = 2});
  send();
  send();
  EXPECT_EQ(send().code(), Code::unavailable);
  channel->change({.initial = 3, .min = 3, .max = 3});
  send();
  EXPECT_EQ(service->calls(), 3);
  EXPECT_EQ(send().code(), Code::unavailable);
}

TEST_F(SheddingChannelTest, what_can_wait_is_shed_first_and_health_last) {
  send();
  send();
  EXPECT_EQ(send(rpc::testing::read_method, true).code(), Code::unavailable);
  EXPECT_EQ(shed("batch"), 1);
  send();
  send();
  send(health_method);
  EXPECT_EQ(service->calls(), 5);
  EXPECT_EQ(send().code(), Code::unavailable);
}

TEST(Urgency, the_priority_field_says_what_can_wait) {
  for (const auto* text : {"u=7", "u=6", "i, u=7", "u=1,u=7", "u=6;x, i"}) EXPECT_TRUE(can_wait(text)) << text;
  for (const auto* text : {"", "u=5", "u", "u=", "u=77", "i", "xu=7", "u=7,u=1"}) EXPECT_FALSE(can_wait(text)) << text;
}

}  // namespace
}  // namespace plaza::gateway
