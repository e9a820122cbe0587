#include "platform/resilience/concurrency_limit.hpp"

#include <gtest/gtest.h>

namespace plaza::resilience {
namespace {

TEST(ConcurrencyLimit, refuses_what_does_not_fit_and_counts_it) {
  ConcurrencyLimit limit({.in_flight_max = 2});
  const auto first = limit.admit();
  const auto second = limit.admit();
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(limit.admit().has_value());
  EXPECT_EQ(limit.refused(), 1U);
}

TEST(ConcurrencyLimit, a_finished_call_makes_room_once) {
  ConcurrencyLimit limit({.in_flight_max = 2});
  auto first = limit.admit();
  const auto second = limit.admit();
  first->finish(Outcome{}, SteadyTime{});
  first->finish(Outcome{}, SteadyTime{});
  first.reset();
  EXPECT_EQ(limit.in_flight(), 1U);
}

TEST(ConcurrencyLimit, a_dropped_call_makes_room) {
  ConcurrencyLimit limit({.in_flight_max = 1});
  limit.admit().reset();
  EXPECT_EQ(limit.in_flight(), 0U);
}

TEST(ConcurrencyLimit, a_lease_can_be_moved_over_another) {
  ConcurrencyLimit limit({.in_flight_max = 2});
  auto first = limit.admit();
  first = limit.admit();
  EXPECT_EQ(limit.in_flight(), 1U);
}

TEST(ConcurrencyLimit, a_smaller_limit_lets_go_on_what_runs) {
  ConcurrencyLimit limit({.in_flight_max = 2});
  const auto first = limit.admit();
  const auto second = limit.admit();
  limit.change({.in_flight_max = 1});
  EXPECT_EQ(limit.in_flight(), 2U);
  EXPECT_FALSE(limit.admit().has_value());
}

}  // namespace
}  // namespace plaza::resilience
