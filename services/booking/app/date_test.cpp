#include "services/booking/app/date.hpp"

#include <gtest/gtest.h>

namespace plaza::booking {
namespace {

TEST(Date, both_forms_are_read_and_written) {
  for (const auto* text : {"2021-05-16", "20210516"}) {
    const auto date = parse_date(text);
    ASSERT_TRUE(date) << text;
    EXPECT_EQ(to_iso(*date), "2021-05-16");
    EXPECT_EQ(to_compact(*date), "20210516");
  }
}

TEST(Date, days_that_do_not_exist_and_other_forms_are_refused) {
  for (const auto* text : {"2021-02-29", "20210431", "2021-13-01", "2021-5-16", "16-05-2021", "2021/05/16", "2021051",
                           "", "tomorrow", "2021-05-16T00:00:00Z", "2021-0516", "+2021516"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
  EXPECT_TRUE(parse_date("2020-02-29"));
}

}  // namespace
}  // namespace plaza::booking
