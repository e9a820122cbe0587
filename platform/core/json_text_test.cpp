#include "platform/core/json_text.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace plaza {
namespace {

std::string as_json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string as_json(double value) {
  std::string out;
  append_json_number(out, value);
  return out;
}

TEST(JsonText, plain_text_stays_as_it_is) {
  EXPECT_EQ(as_json(""), "\"\"");
  EXPECT_EQ(as_json("a/b c"), "\"a/b c\"");
  EXPECT_EQ(as_json("臺北市 é 😷"), "\"臺北市 é 😷\"");
}

TEST(JsonText, quotes_backslashes_and_control_characters_are_escaped) {
  EXPECT_EQ(as_json("say \"hi\" \\ now"), R"("say \"hi\" \\ now")");
  EXPECT_EQ(as_json(std::string_view("a\nb\rc\td\0e\x1f", 10)), R"("a\nb\rc\td\u0000e\u001f")");
}

TEST(JsonText, what_is_not_utf_8_becomes_one_replacement_per_maximal_part) {
  EXPECT_EQ(as_json("a\xFFz"), "\"a\uFFFDz\"");
  EXPECT_EQ(as_json("\xC0\xAF"), "\"\uFFFD\uFFFD\"");                      // overlong
  EXPECT_EQ(as_json("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");            // a surrogate
  EXPECT_EQ(as_json("\xF4\x90\x80\x80"), "\"\uFFFD\uFFFD\uFFFD\uFFFD\"");  // above U+10FFFF
  EXPECT_EQ(as_json("\xE5\x8F"), "\"\uFFFD\"");                            // cut short
  EXPECT_EQ(as_json("\xF0\x9F\x98"
                    "A"),
            "\"\uFFFDA\"");
}

TEST(JsonText, numbers_are_short_and_never_invalid) {
  EXPECT_EQ(as_json(0.1), "0.1");
  EXPECT_EQ(as_json(3.0), "3");
  EXPECT_EQ(as_json(1e300), "1e+300");
  EXPECT_EQ(as_json(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(as_json(-std::numeric_limits<double>::infinity()), "null");
}

}  // namespace
}  // namespace plaza
