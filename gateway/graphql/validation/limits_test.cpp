#include "gateway/graphql/validation/limits.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "gateway/graphql/language/parser.hpp"
#include "gateway/graphql/validation/pets_test.hpp"

namespace plaza::graphql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> exceeded(std::string_view source, const QueryLimits& limits) {
  static const auto schema = test::schema_of(test::pets);
  const auto document = parse(source);
  const auto validated = validate(*schema, **document);
  std::vector<std::string> out;
  for (const auto& error : check_limits(**document, validated.fragment_order, limits)) {
    out.push_back(std::string(error.limit) + ": " + error.message);
  }
  return out;
}

TEST(Limits, what_is_within_them_passes) {
  EXPECT_THAT(exceeded("{ dog { name owner { name } } }", {}), IsEmpty());
}

TEST(Limits, each_is_named_with_its_figure) {
  EXPECT_THAT(exceeded("{ dog { owner { pets { name } } } }", {.depth_max = 3}),
              ElementsAre("depth_max: The operation is 4 fields deep, more than 3."));
  EXPECT_THAT(exceeded("{ a: dog { name } b: dog { name } }", {.aliases_max = 1}),
              ElementsAre("aliases_max: The operation has 2 aliases, more than 1."));
  EXPECT_THAT(exceeded("{ dog { name } human { name } }", {.root_fields_max = 1}),
              ElementsAre("root_fields_max: The operation has 2 root fields, more than 1."));
  EXPECT_THAT(exceeded("{ dog @tag @tag { name } }", {.directives_max = 1}),
              ElementsAre("directives_max: The operation has 2 directives, more than 1."));
  EXPECT_THAT(exceeded("{ booleanList(booleanListArg: [true, true, false]) }", {.list_items_max = 2}),
              ElementsAre("list_items_max: The list has 3 items, more than 2."));
}

TEST(Limits, fragments_count_wherever_they_are_spread) {
  EXPECT_THAT(exceeded("{ dog { ...f } d: dog { ...f } } fragment f on Dog { owner { name } }", {.fields_max = 5}),
              ElementsAre("fields_max: The operation has 6 fields, more than 5."));
  EXPECT_THAT(
      exceeded("{ dog { ...f } } fragment f on Dog { owner { ...g } } fragment g on Human { name }", {.depth_max = 2}),
      ElementsAre("depth_max: The operation is 3 fields deep, more than 2."));
}

TEST(Limits, what_doubles_forty_times_is_counted_without_being_walked_over) {
  std::string source = "{ human { ...f0 } }";
  for (int i = 0; i < 40; ++i) {
    source += fmt::format(
        " fragment f{} on Human {{ a: pets {{ ... on Dog {{ owner {{ ...f{} }} }} }} b: pets {{ ... on Dog {{ owner {{ "
        "...f{} }} }} }} }}",
        i, i + 1, i + 1);
  }
  source += " fragment f40 on Human { name }";
  EXPECT_THAT(exceeded(source, {.depth_max = 1000, .aliases_max = 4'000'000'000}),
              ElementsAre(testing::HasSubstr("fields_max: The operation has 1000000000 fields")));
}

}  // namespace
}  // namespace plaza::graphql
