#include "platform/core/text_length.hpp"

#include <gtest/gtest.h>

namespace plaza {
namespace {

TEST(TextLength, counts_characters_not_bytes) {
  EXPECT_EQ(text_length(""), 0);
  EXPECT_EQ(text_length("caesar"), 6);
  EXPECT_EQ(text_length("\xE7\x8E\x8B\xE5\xB0\x8F\xE6\x98\x8E"), 3);
  EXPECT_EQ(text_length("\xF0\x9F\x98\xB7"), 1);
}

TEST(TextLength, control_characters_are_no_text) {
  EXPECT_EQ(text_length(std::string_view("a\0b", 3)), std::nullopt);
  EXPECT_EQ(text_length("a\nb"), std::nullopt);
  EXPECT_EQ(text_length("\x7F"), std::nullopt);
  EXPECT_EQ(text_length("\xC2\x85"), std::nullopt);
  EXPECT_EQ(text_length("\xC2\xA0"), 1);
}

TEST(TextLength, what_is_not_utf8_is_no_text) {
  EXPECT_EQ(text_length("\xFF"), std::nullopt);
  EXPECT_EQ(text_length("\x80"), std::nullopt);
  EXPECT_EQ(text_length("\xE7\x8E"), std::nullopt);          // cut
  EXPECT_EQ(text_length("\xC0\xAF"), std::nullopt);          // longer than need be
  EXPECT_EQ(text_length("\xE0\x80\xAF"), std::nullopt);      // the same in three
  EXPECT_EQ(text_length("\xED\xA0\x80"), std::nullopt);      // half of a surrogate pair
  EXPECT_EQ(text_length("\xF4\x90\x80\x80"), std::nullopt);  // beyond the last one
}

}  // namespace
}  // namespace plaza
