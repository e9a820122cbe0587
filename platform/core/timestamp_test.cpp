#include "platform/core/timestamp.hpp"

#include <gtest/gtest.h>

namespace plaza {
namespace {

TEST(Timestamp, round_trips) {
  const auto time = parse_rfc3339("2021-08-03T02:53:25Z");
  ASSERT_TRUE(time);
  EXPECT_EQ(time->time_since_epoch().count(), 1'627'959'205'000);
  EXPECT_EQ(format_rfc3339(*time), "2021-08-03T02:53:25Z");
  EXPECT_EQ(format_rfc3339(*time + milliseconds{7}), "2021-08-03T02:53:25.007Z");
}

TEST(Timestamp, reads_offsets_fractions_and_lower_case) {
  EXPECT_EQ(parse_rfc3339("2021-08-03T10:53:25+08:00"), parse_rfc3339("2021-08-03t02:53:25z"));
  EXPECT_EQ(parse_rfc3339("2021-08-02T21:23:25.1239-05:30"),
            *parse_rfc3339("2021-08-03T02:53:25Z") + milliseconds{123});
}

TEST(Timestamp, refuses_what_is_not_a_time) {
  for (const auto* text : {"", "2021-08-03", "2021-02-30T00:00:00Z", "2021-08-03T24:00:00Z", "2021-08-03T02:53:25",
                           "2021-08-03T02:53:25.Z", "2021-08-03T02:53:25Zx", "2021-8-3T02:53:25Z", "now"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Timestamp, what_the_format_cannot_express_becomes_the_nearest_time_that_it_can) {
  EXPECT_EQ(format_rfc3339(SystemTime::min()), "0000-01-01T00:00:00Z");
  EXPECT_EQ(format_rfc3339(SystemTime::max()), "9999-12-31T23:59:59.999Z");
}

TEST(Timestamp, writes_http_dates) {
  EXPECT_EQ(format_http_date(SystemTime{milliseconds{784'111'777'000}}), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace plaza
