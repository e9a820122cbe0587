#include "platform/rpc/decorators/endpoint_channel.hpp"

#include <gtest/gtest.h>

#include "platform/rpc/decorators/fake_channel.hpp"

namespace plaza::rpc::testing {
namespace {

using namespace std::chrono_literals;
using resilience::EndpointState;

class EndpointChoice : public ::testing::Test {
 protected:
  std::unique_ptr<Channel> connect(const std::string& address) {
    auto channel = std::make_unique<FakeChannel>(clock_);
    servers_[address] = channel.get();
    return channel;
  }
  // Endpoints that say they serve at once.
  void assign(const std::vector<resilience::EndpointAddress>& addresses) {
    channel_.assign(addresses);
    for (const auto& [address, weight] : addresses) channel_.report(address, EndpointState::serving);
  }
  void call(int times) {
    for (int i = 0; i < times; ++i) {
      call_through(channel_);
      clock_.advance(1ms);
    }
  }

  ManualClock clock_;
  std::map<std::string, FakeChannel*> servers_;
  EndpointChannel channel_{{}, clock_, 1, [this](const std::string& address) { return connect(address); }};
};

TEST_F(EndpointChoice, without_endpoints_a_call_is_unavailable_once_the_wait_is_over) {
  clock_.advance(2s);
  asio::io_context io;
  const Sent sent(io, channel_);
  io.run();
  EXPECT_EQ(sent.code(), Code::unavailable);
  EXPECT_EQ(sent.result->error().reason, resilience::reason_no_endpoint);
  EXPECT_TRUE(sent.result->error().retry_after);
  EXPECT_TRUE(sent.call.never_reached_server);
}

TEST_F(EndpointChoice, a_call_waits_for_an_endpoint_that_can_answer) {
  channel_.assign(std::vector<resilience::EndpointAddress>{{"a:1"}});
  asio::io_context io;
  const Sent sent(io, channel_);
  settle(io);
  channel_.report("a:1", EndpointState::fresh);
  settle(io);
  EXPECT_FALSE(sent.result);
  channel_.report("a:1", EndpointState::serving);
  settle(io);
  EXPECT_EQ(sent.code(), Code::ok);
}

TEST_F(EndpointChoice, when_the_wait_is_over_any_that_is_connected_is_tried) {
  channel_.assign(std::vector<resilience::EndpointAddress>{{"a:1"}, {"b:1"}});
  channel_.report("b:1", EndpointState::not_serving);
  clock_.advance(2s);
  EXPECT_EQ(call_through(channel_), Code::ok);
  EXPECT_EQ(servers_["b:1"]->calls(), 1);
}

TEST_F(EndpointChoice, calls_are_spread_and_tell_where_they_went) {
  assign({{"a:1"}, {"b:1"}});
  call(100);
  EXPECT_GT(servers_["a:1"]->calls(), 20);
  EXPECT_GT(servers_["b:1"]->calls(), 20);
  asio::io_context io;
  const Sent sent(io, channel_);
  io.run();
  EXPECT_TRUE(servers_.contains(sent.call.endpoint));
}

TEST_F(EndpointChoice, one_that_fails_is_left_out) {
  assign({{"a:1"}, {"b:1"}});
  servers_["a:1"]->will_answer({Code::unavailable}, 1'000);
  call(400);
  EXPECT_LE(servers_["a:1"]->calls(), 10);
}

TEST_F(EndpointChoice, one_that_is_unhealthy_is_left_out) {
  assign({{"a:1"}, {"b:1"}});
  channel_.report("b:1", EndpointState::draining);
  call(50);
  EXPECT_EQ(servers_["b:1"]->calls(), 0);
}

TEST_F(EndpointChoice, a_retry_goes_elsewhere) {
  assign({{"a:1"}, {"b:1"}});
  for (int i = 0; i < 20; ++i) {
    asio::io_context io;
    Sent sent(io, channel_);
    sent.call.endpoint = "a:1";
    io.run();
    EXPECT_EQ(sent.call.endpoint, "b:1");
  }
}

TEST_F(EndpointChoice, a_call_under_way_outlives_the_membership_of_its_endpoint) {
  assign({{"a:1"}});
  servers_["a:1"]->hold();
  asio::io_context io;
  const Sent sent(io, channel_);
  settle(io);
  assign({{"b:1"}});
  servers_["a:1"]->release();
  settle(io);
  EXPECT_EQ(sent.code(), Code::ok);
}

TEST_F(EndpointChoice, those_that_stay_keep_their_connection) {
  assign({{"a:1"}, {"b:1"}});
  const auto* before = servers_["b:1"];
  assign({{"b:1"}, {"c:1"}});
  EXPECT_EQ(servers_["b:1"], before);
}

}  // namespace
}  // namespace plaza::rpc::testing
