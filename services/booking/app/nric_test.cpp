#include "services/booking/app/nric.hpp"

#include <gtest/gtest.h>

namespace plaza::booking {
namespace {

TEST(Nric, a_number_is_the_same_with_hyphens_and_without) {
  EXPECT_EQ(parse_nric("900127-01-5527"), "900127015527");
  EXPECT_EQ(parse_nric("900127015527"), "900127015527");
  EXPECT_EQ(parse_nric("770305-02-1234"), "770305021234");
}

TEST(Nric, a_day_that_does_not_exist_is_refused) {
  EXPECT_FALSE(parse_nric("771305-02-1234"));
  EXPECT_FALSE(parse_nric("900230-01-5527"));
  EXPECT_FALSE(parse_nric("900100-01-5527"));
  // 1900 was no leap year, 2000 was; 1999 and 2099 are none.
  EXPECT_TRUE(parse_nric("000229-01-5527"));
  EXPECT_FALSE(parse_nric("990229-01-5527"));
}

TEST(Nric, a_place_that_is_not_issued_is_refused) {
  for (const auto* place : {"00", "17", "20", "69", "70", "73", "80", "81", "94", "97"}) {
    EXPECT_FALSE(parse_nric(std::string("770305") + place + "1234")) << place;
  }
  for (const auto* place : {"01", "16", "21", "59", "60", "68", "71", "72", "74", "79", "82", "93", "98", "99"}) {
    EXPECT_TRUE(parse_nric(std::string("770305") + place + "1234")) << place;
  }
}

TEST(Nric, other_texts_are_refused) {
  for (const auto* text : {"", "90012701552", "9001270155277", "900127-015527", "90-012701-5527", "90012701552x",
                           "900127 01 5527", "\xD9\xA9\x30\x30\x31\x32\x37\x30\x31\x35\x35\x32"}) {
    EXPECT_FALSE(parse_nric(text)) << text;
  }
}

}  // namespace
}  // namespace plaza::booking
