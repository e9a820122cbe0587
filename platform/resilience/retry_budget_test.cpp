#include "platform/resilience/retry_budget.hpp"

#include <gtest/gtest.h>

namespace plaza::resilience {
namespace {

using namespace std::chrono_literals;

TEST(RetryBudget, a_storm_gets_its_share_and_what_was_saved_no_more) {
  RetryBudget budget({.share = 0.2, .per_second_min = 1, .saved_max = 10});
  int retries = 0;
  SteadyTime now{1h};
  for (int request = 0; request < 100'000; ++request, now += 1ms) {
    budget.count_request();
    // Everything fails, and every attempt would be repeated twice.
    for (int attempt = 0; attempt < 2; ++attempt) retries += budget.take_retry(now) ? 1 : 0;
  }
  EXPECT_LE(retries, 20'010);
  EXPECT_GE(retries, 19'990);
}

TEST(RetryBudget, quiet_hours_do_not_pay_for_a_storm) {
  RetryBudget budget({.share = 0.2, .per_second_min = 0, .saved_max = 10});
  for (int i = 0; i < 1'000'000; ++i) budget.count_request();
  int retries = 0;
  while (budget.take_retry(SteadyTime{1h})) ++retries;
  EXPECT_EQ(retries, 10);
}

TEST(RetryBudget, a_service_that_is_hardly_asked_still_gets_a_retry) {
  RetryBudget budget({.share = 0.2, .per_second_min = 2, .saved_max = 0});
  SteadyTime now{1h};
  EXPECT_TRUE(budget.take_retry(now));
  EXPECT_FALSE(budget.take_retry(now + 499ms));
  EXPECT_TRUE(budget.take_retry(now + 500ms));
}

TEST(RetryBudget, none_at_all_when_configured_so) {
  RetryBudget budget({.share = 0, .per_second_min = 0, .saved_max = 0});
  budget.count_request();
  EXPECT_FALSE(budget.take_retry(SteadyTime{1h}));
}

}  // namespace
}  // namespace plaza::resilience
