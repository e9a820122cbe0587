#include "gateway/graphql/schema/suggestions.hpp"

#include <gmock/gmock.h>

namespace plaza::graphql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Suggestions, the_nearest_come_first) {
  const std::vector<std::string_view> known{"abc", "ab", "a", "name", "nickname"};
  EXPECT_THAT(near_names("ab", known), ElementsAre("ab", "a", "abc"));
  EXPECT_THAT(near_names("nmae", known), ElementsAre("name"));
  EXPECT_THAT(near_names("NAME", known), ElementsAre("name"));
  EXPECT_THAT(near_names("other", known), IsEmpty());
}

TEST(Suggestions, at_most_five_are_told) {
  const std::vector<std::string_view> names{"A", "B", "C", "D", "E", "F"};
  const std::span all(names);
  EXPECT_EQ(did_you_mean({}), "");
  EXPECT_EQ(did_you_mean(all.first(1)), " Did you mean \"A\"?");
  EXPECT_EQ(did_you_mean(all.first(2)), " Did you mean \"A\" or \"B\"?");
  EXPECT_EQ(did_you_mean(all.first(3), "the enum value"), " Did you mean the enum value \"A\", \"B\", or \"C\"?");
  EXPECT_EQ(did_you_mean(all), " Did you mean \"A\", \"B\", \"C\", \"D\", or \"E\"?");
}

TEST(Suggestions, numbers_within_names_are_compared_as_numbers) {
  EXPECT_TRUE(natural_less("item2", "item10"));
  EXPECT_TRUE(natural_less("a", "b"));
  EXPECT_FALSE(natural_less("a10", "a9"));
}

}  // namespace
}  // namespace plaza::graphql
