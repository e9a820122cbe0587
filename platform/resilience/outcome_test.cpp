#include "platform/resilience/outcome.hpp"

#include <gtest/gtest.h>

namespace plaza::resilience {
namespace {

using namespace std::chrono_literals;

Verdict judged(Code code, Duration took = 100ms) {
  return judge({code, took}, 20ms);
}

TEST(Outcome, refusals_that_are_the_callers_own_doing_are_successes) {
  for (const auto code : {Code::ok, Code::invalid_argument, Code::not_found, Code::already_exists,
                          Code::permission_denied, Code::failed_precondition, Code::unauthenticated}) {
    EXPECT_EQ(judged(code), Verdict::success) << to_string(code);
  }
}

TEST(Outcome, a_server_that_does_not_do_its_job_fails) {
  for (const auto code : {Code::unavailable, Code::internal, Code::unknown, Code::data_loss, Code::deadline_exceeded}) {
    EXPECT_EQ(judged(code), Verdict::failure) << to_string(code);
  }
}

TEST(Outcome, a_deadline_shorter_than_the_patience_says_nothing) {
  EXPECT_EQ(judged(Code::deadline_exceeded, 1ms), Verdict::ignored);
}

TEST(Outcome, shed_calls_and_callers_who_left_say_nothing) {
  EXPECT_EQ(judged(Code::cancelled), Verdict::ignored);
  EXPECT_EQ(judged(Code::resource_exhausted), Verdict::ignored);
  const auto shed = outcome_of(fail(Code::unavailable, "too much to do", std::string(reason_overloaded)), 1ms);
  EXPECT_TRUE(shed.shed);
  EXPECT_EQ(judge(shed, 20ms), Verdict::ignored);
}

}  // namespace
}  // namespace plaza::resilience
