#include "platform/core/json_text.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <string>

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
  EXPECT_EQ(as_json(-25.0478), "-25.0478");
  EXPECT_EQ(as_json(121.5170001), "121.5170001");
  EXPECT_EQ(as_json(1e-7), "0.0000001");
  EXPECT_EQ(as_json(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(as_json(99'999'999.9999999), "99999999.9999999");
  EXPECT_EQ(as_json(123'456'789.25), "123456789.25");
  EXPECT_EQ(as_json(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(as_json(-std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonText, numbers_read_back_as_they_were) {
  std::mt19937_64 random(20200206);
  std::uniform_real_distribution<double> degrees(-180, 180);
  for (int i = 0; i < 100'000; ++i) {
    const double exact = degrees(random);
    const double rounded = std::round(exact * 1e6) / 1e6;
    ASSERT_EQ(std::stod(as_json(exact)), exact);
    ASSERT_EQ(std::stod(as_json(rounded)), rounded);
    ASSERT_LE(as_json(rounded).size(), std::string_view("-121.517000").size());
  }
}

}  // namespace
}  // namespace plaza
