#include "platform/resilience/adaptive_limit.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace plaza::resilience {
namespace {

using namespace std::chrono_literals;

class LimitByLatency : public testing::Test {
 protected:
  // As many calls as it lets in, again and again for `time`, each taking what `latency` says for so many at once.
  template <class Latency>
  void saturate(Duration time, Latency latency) {
    for (const auto end = now_ + time; now_ < end;) {
      auto leases = fill(Priority::interactive);
      const Duration took = latency(leases.size());
      now_ += took;
      finish(std::move(leases), {Code::ok, took});
    }
  }
  std::vector<AdaptiveLimit::Lease> fill(Priority priority) {
    std::vector<AdaptiveLimit::Lease> leases;
    while (auto lease = limit_.admit(priority)) leases.push_back(std::move(*lease));
    return leases;
  }
  void finish(std::vector<AdaptiveLimit::Lease> leases, const Outcome& outcome) {
    for (auto& lease : leases) lease.finish(outcome, now_);
  }

  SteadyTime now_{1h};
  AdaptiveLimit limit_{{.initial = 20, .min = 4, .max = 100, .batch_share = 0.5, .health_extra = 2}};
};

// Ten at once take 10 ms; more wait for each other.
Duration ten_at_once(std::size_t in_flight) {
  return std::max<Duration>(10ms, in_flight * 1ms);
}

TEST_F(LimitByLatency, grows_up_to_its_bound_while_latency_stays_as_it_is) {
  saturate(20s, [](std::size_t) { return 10ms; });
  EXPECT_EQ(limit_.limit(), 100U);
}

TEST_F(LimitByLatency, settles_where_latency_is_near_what_it_is_without_a_queue) {
  saturate(30s, ten_at_once);
  EXPECT_GE(limit_.limit(), 10U);
  EXPECT_LE(limit_.limit(), 40U);
}

TEST_F(LimitByLatency, shrinks_to_its_bound_and_no_further_when_latency_explodes) {
  saturate(5s, [](std::size_t) { return 10ms; });
  saturate(9s, [](std::size_t) { return 200ms; });
  EXPECT_LE(limit_.limit(), 8U);
  EXPECT_GE(limit_.limit(), 4U);
}

TEST_F(LimitByLatency, takes_work_that_has_become_heavier_for_normal_after_a_while) {
  saturate(5s, [](std::size_t) { return 10ms; });
  saturate(60s, [](std::size_t) { return 100ms; });
  EXPECT_GE(limit_.limit(), 50U);
}

TEST_F(LimitByLatency, a_limit_that_is_not_reached_does_not_change) {
  for (int i = 0; i < 10'000; ++i, now_ += 1ms)
    limit_.admit(Priority::interactive)->finish(Outcome{Code::ok, 1ms}, now_);
  EXPECT_EQ(limit_.limit(), 20U);
}

TEST_F(LimitByLatency, quick_failures_do_not_make_it_grow) {
  for (int i = 0; i < 1'000; ++i, now_ += 10ms) finish(fill(Priority::interactive), {Code::unavailable, 0ms});
  EXPECT_EQ(limit_.limit(), 20U);
}

TEST_F(LimitByLatency, shrinks_when_what_it_lets_in_is_shed_farther_on_however_quick_the_rest_is) {
  saturate(20s, [](std::size_t) { return 10ms; });
  for (int i = 0; i < 200; ++i) {
    auto leases = fill(Priority::interactive);
    now_ += 10ms;
    // The service takes four at once.
    for (std::size_t n = 0; n < leases.size(); ++n) {
      leases[n].finish(n < 4 ? Outcome{Code::ok, 10ms} : Outcome{Code::unavailable, 0ms, true}, now_);
    }
  }
  EXPECT_LE(limit_.limit(), 8U);
}

TEST_F(LimitByLatency, shrinks_when_all_is_shed_farther_on) {
  for (int i = 0; i < 200; ++i, now_ += 10ms) finish(fill(Priority::interactive), {Code::unavailable, 0ms, true});
  EXPECT_LE(limit_.limit(), 5U);
}

TEST_F(LimitByLatency, batch_has_a_share_and_health_checks_have_room_beyond_the_limit) {
  const auto batch = fill(Priority::batch);
  const auto people = fill(Priority::interactive);
  const auto health = fill(Priority::health);
  EXPECT_EQ(batch.size(), 10U);
  EXPECT_EQ(people.size(), 10U);
  EXPECT_EQ(health.size(), 2U);
  EXPECT_EQ(limit_.in_flight(), 22U);
  EXPECT_EQ(limit_.shed(Priority::batch), 1U);
}

TEST_F(LimitByLatency, dropped_requests_give_their_place_back) {
  {
    const auto leases = fill(Priority::interactive);
  }
  EXPECT_EQ(limit_.in_flight(), 0U);
}

TEST(LimitRule, the_gradient_never_less_than_halves_and_leaves_room_to_grow) {
  const LimitInput in{.limit = 100, .latency_ms = 1'000, .baseline_ms = 1, .tolerance = 2};
  EXPECT_DOUBLE_EQ(next_limit_by_gradient(in), 80);
  EXPECT_DOUBLE_EQ(next_limit_by_gradient({.limit = 100, .latency_ms = 1, .baseline_ms = 1, .tolerance = 2}), 105);
}

}  // namespace
}  // namespace plaza::resilience
