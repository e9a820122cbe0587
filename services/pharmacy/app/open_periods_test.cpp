#include "services/pharmacy/app/open_periods.hpp"

#include <gtest/gtest.h>

#include "services/pharmacy/app/taiwan_time.hpp"

namespace plaza::pharmacy {
namespace {

bool open(const char* periods, const char* taiwan_time) {
  return OpenPeriods::parse(periods)->open_at(*parse_taiwan_time(taiwan_time));
}

// 2020/02/14 was a Friday.
TEST(OpenPeriods, n_means_open_and_y_closed) {
  EXPECT_TRUE(open("NNNNNNYNNNNNNYNNNNNNY", "2020/02/14 14:16:05"));
  EXPECT_FALSE(open("NNNNNNYNNNNNNYNNNNNNY", "2020/02/16 14:16:05"));
}

TEST(OpenPeriods, closed_only_on_sunday_evening) {
  const auto* periods = "NNNNNNNNNNNNNNNNNNNNY";
  EXPECT_TRUE(open(periods, "2020/02/16 17:59:59"));
  EXPECT_FALSE(open(periods, "2020/02/16 18:00:00"));
  EXPECT_FALSE(open(periods, "2020/02/16 23:59:59"));
  EXPECT_TRUE(open(periods, "2020/02/17 00:00:00"));
}

TEST(OpenPeriods, cuts_the_day_at_noon_and_at_six) {
  const auto* friday_afternoon_only = "YYYYYYYYYYYNYYYYYYYYY";
  EXPECT_FALSE(open(friday_afternoon_only, "2020/02/14 11:59:59"));
  EXPECT_TRUE(open(friday_afternoon_only, "2020/02/14 12:00:00"));
  EXPECT_TRUE(open(friday_afternoon_only, "2020/02/14 17:59:59"));
  EXPECT_FALSE(open(friday_afternoon_only, "2020/02/14 18:00:00"));
  EXPECT_FALSE(open(friday_afternoon_only, "2020/02/13 13:00:00"));
}

TEST(OpenPeriods, day_is_the_day_in_taiwan) {
  const auto* monday_morning_only = "NYYYYYYYYYYYYYYYYYYYY";
  // Sunday 16:00 UTC is Monday 00:00 in Taiwan.
  EXPECT_TRUE(open(monday_morning_only, "2020/02/17 00:00:00"));
  EXPECT_FALSE(open(monday_morning_only, "2020/02/16 23:59:59"));
}

TEST(OpenPeriods, refuses_anything_but_21_of_n_and_y) {
  for (const auto* text :
       {"", "N", "NNNNNNNNNNNNNNNNNNNN", "NNNNNNNNNNNNNNNNNNNNNN", "NNNNNNNNNNNNNNNNNNNNn", "NNNNNNNNNNNNNNNNNNNN?"}) {
    EXPECT_FALSE(OpenPeriods::parse(text)) << text;
  }
}

TEST(OpenPeriods, round_trips) {
  EXPECT_EQ(OpenPeriods::parse("NNNNNNYNNNNNYYNNNNNYY")->text(), "NNNNNNYNNNNNYYNNNNNYY");
}

}  // namespace
}  // namespace plaza::pharmacy
