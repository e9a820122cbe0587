#include "platform/resilience/endpoint_set.hpp"

#include <map>

#include <gtest/gtest.h>

namespace plaza::resilience {
namespace {

using namespace std::chrono_literals;

class Endpoints : public testing::Test {
 protected:
  // Endpoints that say they serve, as soon as they are known.
  void assign(const std::vector<EndpointAddress>& addresses) {
    set_.assign(addresses);
    for (const auto& [address, weight] : addresses) {
      if (state_of(address) == EndpointState::down) set_.record(address, EndpointState::serving);
    }
  }
  EndpointState state_of(std::string_view address) {
    for (const auto& endpoint : set_.endpoints()) {
      if (endpoint->address == address) return endpoint->state;
    }
    return EndpointState::down;
  }
  // One call; the address it went to, or "" when there was none.
  std::string call(Code code = Code::ok, std::string_view avoid = {}) {
    auto lease = set_.pick(now_, random_, avoid);
    if (!lease) return {};
    auto address = lease->token()->address;
    lease->finish(Outcome{code, 10ms}, now_);
    return address;
  }
  std::map<std::string, int> calls(int count) {
    std::map<std::string, int> by_address;
    for (int i = 0; i < count; ++i, now_ += 1ms) ++by_address[call()];
    return by_address;
  }
  // As many failures as eject the endpoint.
  void fail_at(std::string_view address) {
    for (const auto& endpoint : set_.endpoints()) {
      if (endpoint->address != address) continue;
      for (int i = 0; i < 5; ++i) {
        endpoint->load.begin();
        set_.finish(endpoint, {Code::unavailable, 1ms}, now_);
      }
    }
  }
  void take_out(std::string_view address) {
    for (int i = 0; i < 2; ++i) set_.record(address, EndpointState::not_serving);
  }

  SteadyTime now_{1h};
  RandomSource random_{1};
  EndpointSet set_{{.panic_share = 0.3}};
};

TEST_F(Endpoints, an_empty_set_has_no_endpoint_to_give) {
  EXPECT_EQ(call(), "");
}

TEST_F(Endpoints, all_that_are_well_are_used) {
  assign({{"a"}, {"b"}, {"c"}});
  EXPECT_EQ(calls(300).size(), 3U);
}

TEST_F(Endpoints, an_unhealthy_one_is_not_used_until_it_is_healthy_again) {
  assign({{"a"}, {"b"}, {"c"}});
  take_out("b");
  EXPECT_FALSE(calls(100).contains("b"));
  for (int i = 0; i < 2; ++i) set_.record("b", EndpointState::serving);
  EXPECT_TRUE(calls(100).contains("b"));
}

TEST_F(Endpoints, one_that_is_about_to_stop_is_not_used_at_once) {
  assign({{"a"}, {"b"}});
  set_.record("a", EndpointState::draining);
  EXPECT_FALSE(calls(100).contains("a"));
}

TEST_F(Endpoints, one_that_fails_is_ejected_and_tried_again_later) {
  assign({{"a"}, {"b"}, {"c"}});
  fail_at("b");
  EXPECT_FALSE(calls(500).contains("b"));
  now_ += 5s;
  EXPECT_TRUE(calls(100).contains("b"));
}

TEST_F(Endpoints, no_more_than_half_are_ejected) {
  assign({{"a"}, {"b"}, {"c"}});
  fail_at("a");
  fail_at("b");
  EXPECT_TRUE(set_.endpoints()[0]->outlier.ejected(now_));
  EXPECT_FALSE(set_.endpoints()[1]->outlier.ejected(now_));
}

TEST_F(Endpoints, the_only_one_is_never_ejected_and_used_even_if_its_checks_fail) {
  assign({{"a"}});
  fail_at("a");
  take_out("a");
  EXPECT_EQ(call(), "a");
}

TEST_F(Endpoints, when_nearly_all_look_unwell_all_are_used) {
  assign({{"a"}, {"b"}, {"c"}, {"d"}});
  for (const auto* address : {"a", "b", "c"}) take_out(address);
  EXPECT_TRUE(set_.panicking(now_));
  EXPECT_EQ(calls(400).size(), 4U);
}

TEST_F(Endpoints, one_of_three_that_is_left_carries_on_alone) {
  assign({{"a"}, {"b"}, {"c"}});
  take_out("a");
  take_out("b");
  EXPECT_FALSE(set_.panicking(now_));
  EXPECT_EQ(calls(100), (std::map<std::string, int>{{"c", 100}}));
}

TEST_F(Endpoints, one_call_at_a_time_tries_an_endpoint_after_its_ejection) {
  assign({{"a"}, {"b"}});
  fail_at("a");
  now_ += 10s;
  std::vector<EndpointSet::Lease> leases;
  int at_a = 0;
  for (int i = 0; i < 50; ++i) {
    leases.push_back(std::move(*set_.pick(now_, random_)));
    at_a += leases.back().token()->address == "a" ? 1 : 0;
  }
  EXPECT_EQ(at_a, 1);
}

TEST_F(Endpoints, a_retry_goes_elsewhere_when_there_is_an_elsewhere) {
  assign({{"a"}, {"b"}});
  for (int i = 0; i < 50; ++i) EXPECT_EQ(call(Code::ok, "a"), "b");
  assign({{"a"}});
  EXPECT_EQ(call(Code::ok, "a"), "a");
}

TEST_F(Endpoints, a_new_answer_of_dns_keeps_what_is_known_of_those_that_stay) {
  assign({{"a"}, {"b"}, {"c"}});
  fail_at("b");
  assign({{"b"}, {"c"}, {"d"}, {"d"}});
  ASSERT_EQ(set_.endpoints().size(), 3U);
  EXPECT_TRUE(set_.endpoints()[0]->outlier.ejected(now_));
  EXPECT_FALSE(calls(100).contains("a"));
}

TEST_F(Endpoints, calls_in_flight_outlive_the_membership_of_their_endpoint) {
  assign({{"a"}});
  auto lease = set_.pick(now_, random_);
  assign({{"b"}});
  lease->finish(Outcome{Code::unavailable, 1ms}, now_);
  EXPECT_EQ(lease->token()->load.in_flight(), 0U);
}

TEST_F(Endpoints, a_dropped_call_is_no_longer_in_flight) {
  assign({{"a"}});
  set_.pick(now_, random_).reset();
  EXPECT_EQ(set_.endpoints()[0]->load.in_flight(), 0U);
}

TEST_F(Endpoints, one_that_is_not_connected_or_has_not_spoken_yet_is_not_used) {
  set_.assign(std::vector<EndpointAddress>{{"a"}, {"b"}});
  EXPECT_FALSE(set_.usable());
  EXPECT_EQ(call(), "");
  set_.record("a", EndpointState::fresh);
  EXPECT_EQ(call(), "");
  EXPECT_EQ(set_.pick_last_resort(random_)->token()->address, "a");
  set_.record("b", EndpointState::serving);
  EXPECT_EQ(calls(100), (std::map<std::string, int>{{"b", 100}}));
  set_.record("b", EndpointState::down);
  EXPECT_FALSE(set_.usable());
  EXPECT_EQ(call(), "");
}

TEST_F(Endpoints, a_new_connection_starts_with_a_clean_slate) {
  assign({{"a"}, {"b"}});
  take_out("a");
  set_.record("a", EndpointState::fresh);
  set_.record("a", EndpointState::serving);
  EXPECT_EQ(calls(100).size(), 2U);
}

TEST_F(Endpoints, one_that_has_not_said_yet_that_it_can_answer_is_not_used_even_in_panic) {
  assign({{"a"}, {"b"}, {"c"}, {"d"}});
  for (const auto* address : {"a", "b", "c"}) set_.record(address, EndpointState::down);
  set_.record("a", EndpointState::fresh);
  EXPECT_TRUE(set_.panicking(now_));
  EXPECT_EQ(calls(50), (std::map<std::string, int>{{"d", 50}}));
}

TEST_F(Endpoints, get_calls_by_their_weight) {
  assign({{.address = "a"}, {.address = "b"}, {.address = "canary", .weight = 0.1}});
  const auto by_address = calls(10'000);
  EXPECT_NEAR(by_address.at("canary"), 10'000 * 0.1 / 2.1, 100);
  EXPECT_NEAR(by_address.at("a"), 10'000 / 2.1, 300);
  assign({{.address = "a"}, {.address = "b"}, {.address = "canary", .weight = 0}});
  EXPECT_FALSE(calls(1'000).contains("canary"));
}

TEST_F(Endpoints, judge_by_changed_options_from_then_on) {
  assign({{"a"}, {"b"}});
  set_.change({.outlier = {.consecutive_failures = 1}});
  for (int i = 0; i < 20; ++i) {
    if (call(Code::unavailable) == "a") break;
  }
  EXPECT_TRUE(set_.endpoints()[0]->outlier.ejected(now_) || set_.endpoints()[1]->outlier.ejected(now_));
  EXPECT_EQ(set_.ejections(), 1U);
}

TEST_F(Endpoints, takes_no_more_addresses_than_its_limit) {
  std::vector<EndpointAddress> addresses;
  addresses.reserve(1'000);
  for (int i = 0; i < 1'000; ++i) addresses.push_back({std::to_string(i)});
  assign(addresses);
  EXPECT_EQ(set_.endpoints().size(), 256U);
}

}  // namespace
}  // namespace plaza::resilience
