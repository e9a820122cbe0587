#include "gateway/api/versions.hpp"

#include <gtest/gtest.h>

namespace plaza::gateway {
namespace {

std::optional<std::int64_t> version_in(std::string_view if_match) {
  const auto read = if_match_parameter().parse(if_match);
  EXPECT_TRUE(read) << if_match;
  return read.value_or(-1);
}

TEST(Versions, a_tag_names_its_version_and_its_bytes) {
  const auto tag = version_tag(3, "{}");
  EXPECT_EQ(version_in(tag), 3);
  EXPECT_NE(version_tag(3, "[]"), tag);
  EXPECT_NE(version_tag(4, "{}"), tag);
}

TEST(Versions, a_star_asks_for_none) {
  EXPECT_EQ(version_in("*"), std::nullopt);
}

TEST(Versions, what_is_no_tag_of_ours_names_a_version_that_nothing_has) {
  for (const auto* tag : {"\"\"", "\"x\"", "\"3\"", "\"-3\"", "\"3x-1\"", "W/\"3-1\"", "\"0-1\"", "\"-1-1\"",
                          "\"99999999999999999999-1\""}) {
    EXPECT_EQ(version_in(tag), 0) << tag;
  }
}

TEST(Versions, several_tags_and_what_is_none_are_refused) {
  for (const std::string& text : {std::string("\"1-a\", \"2-b\""), std::string("3-1"), std::string(), std::string("\""),
                                  std::string("\"a b\""), '"' + std::string(100, '1') + '"'}) {
    EXPECT_FALSE(if_match_parameter().parse(text)) << text;
  }
}

}  // namespace
}  // namespace plaza::gateway
