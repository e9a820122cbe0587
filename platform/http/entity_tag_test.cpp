#include "platform/http/entity_tag.hpp"

#include <gtest/gtest.h>

namespace plaza::http {
namespace {

TEST(EntityTag, lists_are_compared_weakly_for_reads_and_strongly_for_changes) {
  EXPECT_TRUE(matches_weakly("\"a\", W/\"b\"", "\"b\""));
  EXPECT_TRUE(matches_weakly(" * ", "\"b\""));
  EXPECT_TRUE(matches_weakly("\"a,b\",\"c\"", "\"c\""));
  EXPECT_FALSE(matches_weakly("\"a\"", "\"b\""));
  EXPECT_FALSE(matches_weakly("b", "b"));
  EXPECT_TRUE(matches_strongly("\"b\"", "\"b\""));
  EXPECT_TRUE(matches_strongly("\"b-gzip\"", "\"b\""));
  EXPECT_FALSE(matches_strongly("W/\"b\"", "\"b\""));
  EXPECT_FALSE(matches_strongly("\"b\"", "W/\"b\""));
}

}  // namespace
}  // namespace plaza::http
