#include "platform/resilience/circuit_breaker.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace plaza::resilience {
namespace {

using namespace std::chrono_literals;

const Outcome good{Code::ok, 1ms};
const Outcome bad{Code::unavailable, 1ms};

class Breaker : public testing::Test {
 protected:
  // One call from beginning to end; whether it was let through.
  bool call(const Outcome& outcome) {
    auto lease = breaker_.admit(now_);
    if (lease) lease->finish(outcome, now_);
    return lease.has_value();
  }
  void calls(int count, const Outcome& outcome) {
    for (int i = 0; i < count; ++i) call(outcome);
  }
  void open_it() { calls(10, bad); }
  [[nodiscard]] BreakerState state() const { return breaker_.state(now_); }

  SteadyTime now_{1h};
  CircuitBreaker breaker_{{.window_calls = 20,
                           .window = 10s,
                           .calls_min = 10,
                           .failure_share = 0.5,
                           .slow_call = 500ms,
                           .slow_share = 0.8,
                           .open = 2s,
                           .probes = 3}};
};

TEST_F(Breaker, opens_when_the_share_of_failures_is_reached) {
  calls(5, good);
  calls(4, bad);
  EXPECT_EQ(state(), BreakerState::closed);
  call(bad);
  EXPECT_EQ(state(), BreakerState::open);
  EXPECT_FALSE(call(good));
  EXPECT_EQ(breaker_.times_opened(), 1U);
  EXPECT_EQ(breaker_.refused(), 1U);
}

TEST_F(Breaker, stays_closed_below_its_least_number_of_calls) {
  calls(9, bad);
  EXPECT_EQ(state(), BreakerState::closed);
}

TEST_F(Breaker, failures_older_than_the_window_do_not_count) {
  calls(9, bad);
  now_ += 11s;
  calls(9, bad);
  EXPECT_EQ(state(), BreakerState::closed);
}

TEST_F(Breaker, failures_before_the_last_calls_do_not_count) {
  calls(9, good);
  calls(8, bad);
  calls(12, good);
  calls(1, bad);
  EXPECT_EQ(breaker_.window().calls(), 20U);
  EXPECT_EQ(state(), BreakerState::closed);
}

TEST_F(Breaker, opens_when_most_calls_are_slow) {
  calls(2, good);
  calls(8, {Code::ok, 600ms});
  EXPECT_EQ(state(), BreakerState::open);
}

TEST_F(Breaker, shed_calls_and_impatient_callers_do_not_open_it) {
  calls(100, {Code::resource_exhausted, 1ms});
  calls(100, {Code::unavailable, 1ms, true});
  calls(100, {Code::deadline_exceeded, 1ms});
  calls(100, {Code::not_found, 1ms});
  EXPECT_EQ(state(), BreakerState::closed);
}

TEST_F(Breaker, says_when_to_come_back) {
  open_it();
  now_ += 500ms;
  EXPECT_EQ(breaker_.retry_after(now_), 1'500ms);
  now_ += 1'500ms;
  EXPECT_EQ(breaker_.retry_after(now_), 0ms);
  EXPECT_EQ(state(), BreakerState::half_open);
}

TEST_F(Breaker, closes_after_its_probes_succeed) {
  open_it();
  now_ += 2s;
  calls(2, good);
  EXPECT_EQ(state(), BreakerState::half_open);
  call(good);
  EXPECT_EQ(state(), BreakerState::closed);
}

TEST_F(Breaker, one_failed_probe_opens_it_again_for_the_whole_time) {
  open_it();
  now_ += 2s;
  call(good);
  call(bad);
  EXPECT_EQ(state(), BreakerState::open);
  EXPECT_EQ(breaker_.retry_after(now_), 2s);
}

TEST_F(Breaker, lets_no_more_probes_through_at_once_than_allowed) {
  open_it();
  now_ += 2s;
  std::vector<CircuitBreaker::Lease> probes;
  for (int i = 0; i < 10; ++i) {
    if (auto lease = breaker_.admit(now_)) probes.push_back(std::move(*lease));
  }
  EXPECT_EQ(probes.size(), 3U);
}

TEST_F(Breaker, a_dropped_probe_makes_room_for_another) {
  open_it();
  now_ += 2s;
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(breaker_.admit(now_).has_value()) << i;
  EXPECT_EQ(state(), BreakerState::half_open);
}

TEST_F(Breaker, calls_from_before_it_opened_say_nothing_about_its_probes) {
  auto old_one = breaker_.admit(now_);
  auto other_old_one = breaker_.admit(now_);
  open_it();
  now_ += 2s;
  call(good);
  old_one->finish(bad, now_);
  EXPECT_EQ(state(), BreakerState::half_open);
  other_old_one->finish(good, now_);
  calls(2, good);
  EXPECT_EQ(state(), BreakerState::closed);
}

}  // namespace
}  // namespace plaza::resilience
