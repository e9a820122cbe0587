#include "platform/kafka/retry_rule.hpp"

#include <gtest/gtest.h>

namespace plaza::kafka {
namespace {

constexpr RetryOptions options{.faulty_attempts_max = 3, .passing_attempts_max = 2};

TEST(RetryRule, a_records_own_fault_is_given_up_at_once) {
  for (const auto code : {Code::invalid_argument, Code::not_found, Code::failed_precondition, Code::data_loss}) {
    EXPECT_TRUE(RetryRule(options).give_up(code, 0)) << to_string(code);
  }
}

TEST(RetryRule, a_fault_of_our_own_is_tried_a_few_times) {
  RetryRule rule(options);
  EXPECT_FALSE(rule.give_up(Code::internal, 0));
  EXPECT_FALSE(rule.give_up(Code::unknown, 0));
  EXPECT_TRUE(rule.give_up(Code::internal, 0));
}

TEST(RetryRule, while_nothing_succeeds_no_record_is_given_up) {
  RetryRule rule(options);
  for (int i = 0; i < 100'000; ++i) EXPECT_FALSE(rule.give_up(Code::unavailable, 7));
}

TEST(RetryRule, a_record_that_alone_fails_is_given_up_in_the_end) {
  RetryRule rule(options);
  EXPECT_FALSE(rule.give_up(Code::deadline_exceeded, 5));  // nothing is known of the others yet
  EXPECT_FALSE(rule.give_up(Code::deadline_exceeded, 6));
  EXPECT_FALSE(rule.give_up(Code::deadline_exceeded, 6));
  EXPECT_TRUE(rule.give_up(Code::deadline_exceeded, 9));
}

TEST(RetryRule, a_store_that_refuses_us_makes_no_dead_letters) {
  RetryRule rule(options);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(rule.give_up(Code::unauthenticated, 0));
}

}  // namespace
}  // namespace plaza::kafka
