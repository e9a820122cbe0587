#include "services/booking/app/phone.hpp"

#include <gtest/gtest.h>

namespace plaza::booking {
namespace {

TEST(Phone, all_forms_of_a_number_are_one) {
  for (const auto* text : {"0123456789", "012-345 6789", "+60123456789", "+60 12-345 6789"}) {
    EXPECT_EQ(parse_phone(text), "+60123456789") << text;
  }
}

TEST(Phone, mobile_numbers_have_the_length_of_their_range) {
  EXPECT_TRUE(parse_phone("01112345678"));
  EXPECT_FALSE(parse_phone("0111234567"));
  EXPECT_FALSE(parse_phone("01234567890"));
  EXPECT_FALSE(parse_phone("0153456789"));
}

TEST(Phone, land_lines_are_numbers_too) {
  for (const auto* text : {"03-1234 5678", "04-123 4567", "09-123 4567", "088-123 456"}) {
    EXPECT_TRUE(parse_phone(text)) << text;
  }
  EXPECT_FALSE(parse_phone("03-123 4567"));
}

TEST(Phone, other_texts_are_refused) {
  for (const auto* text :
       {"", "0", "12345", "+65 1234 5678", "012345678x", "0223456789", "--", "+60", "+6012+3456789"}) {
    EXPECT_FALSE(parse_phone(text)) << text;
  }
}

}  // namespace
}  // namespace plaza::booking
