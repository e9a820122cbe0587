#include "services/pharmacy/app/taiwan_time.hpp"

#include <gtest/gtest.h>

#include "platform/core/timestamp.hpp"

namespace plaza::pharmacy {
namespace {

TEST(TaiwanTime, is_eight_hours_ahead_of_utc) {
  EXPECT_EQ(parse_taiwan_time("2021/08/03 10:53:25"), parse_rfc3339("2021-08-03T02:53:25Z"));
  EXPECT_EQ(parse_taiwan_time("2020/03/01 07:00:00"), parse_rfc3339("2020-02-29T23:00:00Z"));
}

TEST(TaiwanTime, refuses_other_forms_and_times_that_do_not_exist) {
  for (const auto* text :
       {"", "2020/02/14", "2020/2/14 14:16:05", "2020/02/14 14:16", "2020-02-14 14:16:05", "2020/02/30 14:16:05",
        "2020/13/01 14:16:05", "2020/02/14 24:00:00", "2020/02/14 14:60:00", "2020/02/14 14:16:60",
        "2020/02/14 14:16:05 ", "2020/02/14T14:16:05", "0000/01/01 00:00:00"}) {
    EXPECT_FALSE(parse_taiwan_time(text)) << text;
  }
}

TEST(TaiwanTime, round_trips) {
  for (const auto* text : {"2020/02/14 14:16:05", "2020/02/29 00:00:00", "2022/12/31 23:59:59"}) {
    EXPECT_EQ(format_taiwan_time(*parse_taiwan_time(text)), text);
  }
}

}  // namespace
}  // namespace plaza::pharmacy
