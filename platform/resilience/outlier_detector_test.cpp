#include "platform/resilience/outlier_detector.hpp"

#include <gtest/gtest.h>

#include "platform/resilience/health_checks.hpp"

namespace plaza::resilience {
namespace {

using namespace std::chrono_literals;

class Outlier : public testing::Test {
 protected:
  void calls(int count, Code code) {
    for (int i = 0; i < count; ++i) outlier_.record({code, 100ms}, now_);
  }
  SteadyTime now_{1h};
  OutlierDetector outlier_{
      {.consecutive_failures = 5, .calls_min = 20, .failure_share = 0.3, .ejection = 1s, .ejection_max = 8s}};
};

TEST_F(Outlier, failures_in_a_row_are_reason_enough) {
  calls(4, Code::unavailable);
  EXPECT_FALSE(outlier_.suspicious(1));
  calls(1, Code::unavailable);
  EXPECT_TRUE(outlier_.suspicious(1));
}

TEST_F(Outlier, a_success_ends_the_row) {
  calls(4, Code::unavailable);
  calls(1, Code::ok);
  calls(4, Code::unavailable);
  EXPECT_FALSE(outlier_.suspicious(0));
}

TEST_F(Outlier, many_failures_are_reason_enough_unless_the_others_fail_as_well) {
  for (int i = 0; i < 10; ++i) {
    calls(1, Code::ok);
    calls(1, Code::internal);
  }
  EXPECT_TRUE(outlier_.suspicious(0.25));
  EXPECT_FALSE(outlier_.suspicious(0.3));
}

TEST_F(Outlier, refusals_of_bad_input_and_shed_calls_are_no_reason) {
  calls(100, Code::invalid_argument);
  calls(100, Code::resource_exhausted);
  EXPECT_FALSE(outlier_.suspicious(0));
}

TEST_F(Outlier, ejections_in_a_row_grow_up_to_a_limit) {
  for (const auto expected : {1s, 2s, 4s, 8s, 8s}) {
    outlier_.eject(now_);
    EXPECT_EQ(outlier_.ejected_until() - now_, expected);
    now_ = outlier_.ejected_until();
    EXPECT_FALSE(outlier_.ejected(now_));
  }
  EXPECT_EQ(outlier_.times_ejected(), 5U);
}

TEST_F(Outlier, an_endpoint_that_was_well_for_a_window_begins_with_a_short_ejection_again) {
  outlier_.eject(now_);
  outlier_.eject(now_);
  now_ += 20s;
  calls(1, Code::ok);
  outlier_.eject(now_);
  EXPECT_EQ(outlier_.ejected_until() - now_, 1s);
}

TEST_F(Outlier, on_probation_one_failure_is_enough_and_one_success_ends_it) {
  outlier_.eject(now_);
  now_ += 1s;
  EXPECT_TRUE(outlier_.on_probation(now_));
  calls(1, Code::unavailable);
  EXPECT_TRUE(outlier_.suspicious(1));
  calls(1, Code::ok);
  EXPECT_FALSE(outlier_.on_probation(now_));
  EXPECT_FALSE(outlier_.suspicious(1));
}

TEST_F(Outlier, calls_that_come_back_during_the_ejection_say_nothing_new) {
  outlier_.eject(now_);
  calls(50, Code::unavailable);
  calls(1, Code::ok);
  now_ += 1s;
  EXPECT_TRUE(outlier_.on_probation(now_));
  EXPECT_FALSE(outlier_.suspicious(0));
}

TEST(HealthChecks, one_bad_check_is_not_believed_two_are) {
  HealthChecks health({});
  health.record(false);
  EXPECT_TRUE(health.healthy());
  health.record(true);
  health.record(false);
  EXPECT_TRUE(health.healthy());
  health.record(false);
  EXPECT_FALSE(health.healthy());
}

TEST(HealthChecks, two_good_checks_bring_it_back) {
  HealthChecks health({});
  health.record_draining();
  EXPECT_FALSE(health.healthy());
  health.record(true);
  EXPECT_FALSE(health.healthy());
  health.record(true);
  EXPECT_TRUE(health.healthy());
}

}  // namespace
}  // namespace plaza::resilience
