#include "platform/rpc/decorators/resilient_channel.hpp"

#include <gtest/gtest.h>

#include "platform/rpc/decorators/endpoint_channel.hpp"
#include "platform/rpc/decorators/fake_channel.hpp"

namespace plaza::rpc::testing {
namespace {

using namespace std::chrono_literals;

ResilienceOptions quick() {
  ResilienceOptions options;
  options.deadline.timeout = 1s;
  options.retry.policy = {.attempts_max = 3, .backoff = 1ms, .backoff_max = 1ms};
  options.breaker.calls_min = 20;
  return options;
}

class AllPolicies : public ::testing::Test {
 protected:
  AllPolicies() {
    endpoints_.assign(std::vector<resilience::EndpointAddress>{{"a:1"}, {"b:1"}, {"c:1"}});
    for (const auto* address : {"a:1", "b:1", "c:1"}) endpoints_.report(address, resilience::EndpointState::serving);
  }
  std::unique_ptr<Channel> connect(const std::string& address) {
    auto channel = std::make_unique<FakeChannel>(clock_);
    servers_[address] = channel.get();
    return channel;
  }
  [[nodiscard]] int calls() const {
    int sum = 0;
    for (const auto& [address, server] : servers_) sum += server->calls();
    return sum;
  }

  ManualClock clock_;
  std::map<std::string, FakeChannel*> servers_;
  EndpointChannel endpoints_{{}, clock_, 1, [this](const std::string& address) { return connect(address); }};
  ResilientChannel channel_{endpoints_, clock_, quick(), 2};
};

TEST_F(AllPolicies, one_dead_endpoint_of_three_fails_no_call) {
  servers_["a:1"]->will_answer({.code = Code::unavailable, .never_reached = true}, 1'000);
  for (int i = 0; i < 200; ++i, clock_.advance(1ms)) EXPECT_EQ(call_through(channel_, write_method), Code::ok);
}

TEST_F(AllPolicies, a_dead_service_gets_at_most_its_requests_and_a_fifth) {
  for (auto& [address, server] : servers_) server->will_answer({Code::unavailable}, 10'000);
  for (int i = 0; i < 1'000; ++i, clock_.advance(1ms)) EXPECT_EQ(call_through(channel_), Code::unavailable);
  EXPECT_LE(calls(), 1'200);
  EXPECT_EQ(channel_.breaker().state(clock_.steady_now()), resilience::BreakerState::open);
  EXPECT_EQ(channel_.limit().in_flight(), 0U);
}

TEST_F(AllPolicies, a_service_that_comes_back_is_used_again) {
  for (auto& [address, server] : servers_) server->will_answer({Code::unavailable}, 1'000);
  for (int i = 0; i < 200; ++i, clock_.advance(1ms)) call_through(channel_);
  for (auto& [address, server] : servers_) server->answer_well();
  clock_.advance(2s);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(call_through(channel_), Code::ok);
}

TEST(ResilienceOptions, describe_themselves_under_distinct_names) {
  ResilienceOptions options;
  config::Schema schema;
  options.describe({schema, "pharmacy"});
  EXPECT_TRUE(schema.load("[pharmacy]\ntimeout_ms = 200\n[pharmacy.retry.budget]\nshare = 0.1\n", "t", {}));
  EXPECT_EQ(options.deadline.timeout, 200ms);
  EXPECT_DOUBLE_EQ(options.retry.budget.share, 0.1);
}

}  // namespace
}  // namespace plaza::rpc::testing
