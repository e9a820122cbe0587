#include "platform/resilience/deadline.hpp"

#include <gtest/gtest.h>

namespace plaza::resilience {
namespace {

using namespace std::chrono_literals;

const SteadyTime now{1h};

TEST(Deadline, the_earlier_one_holds) {
  EXPECT_EQ(shortened_deadline(now + 5s, 2s, now), now + 2s);
  EXPECT_EQ(shortened_deadline(now + 1s, 2s, now), now + 1s);
  EXPECT_EQ(shortened_deadline(SteadyTime::max(), 2s, now), now + 2s);
  EXPECT_EQ(shortened_deadline(now + 1s, 0ms, now), now + 1s);
}

TEST(Deadline, a_spent_one_is_refused) {
  RequestContext context;
  context.deadline = now;
  EXPECT_EQ(check_deadline(context, now).error().code, Code::deadline_exceeded);
  EXPECT_TRUE(check_deadline(context, now - 1ns).has_value());
  EXPECT_TRUE(check_deadline(RequestContext{}, now).has_value());
}

}  // namespace
}  // namespace plaza::resilience
