#include "bench/load/tally.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::bench {
namespace {

using std::chrono::milliseconds;

const TimePoint begin{std::chrono::hours(1)};

TEST(Tally, the_warm_up_counts_in_the_total_only) {
  Tally tally(begin, 2);
  tally.answered({.status = 200}, begin - milliseconds(1), begin);
  tally.answered({.status = 200}, begin, begin + milliseconds(1));
  tally.answered({.status = 200}, begin + milliseconds(2000), begin + milliseconds(2001));
  EXPECT_EQ(tally.answered_total(), 3);
  EXPECT_THAT(tally.json(0), ::testing::HasSubstr(R"("statuses":{"200":1})"));
}

TEST(Tally, each_second_holds_what_was_due_in_it) {
  Tally tally(begin, 2);
  tally.answered({.status = 204}, begin + milliseconds(900), begin + milliseconds(1900));
  tally.answered({.status = 503}, begin + milliseconds(1100), begin + milliseconds(1101));
  tally.lost(Tally::Loss::not_sent, begin + milliseconds(1200));
  EXPECT_THAT(tally.json(0), ::testing::HasSubstr(R"("by_second":[{"served":1,"refused":0,"lost":0,"p99_ms":100)"));
  EXPECT_THAT(tally.json(0), ::testing::HasSubstr(R"({"served":0,"refused":1,"lost":1,"p99_ms":0.000}])"));
  EXPECT_THAT(tally.json(0), ::testing::HasSubstr(R"("broken":0,"timed_out":0,"not_sent":1)"));
}

}  // namespace
}  // namespace plaza::bench
