#include "gateway/description/to_json.hpp"

#include <gtest/gtest.h>

#include "gateway/description/example_types_test.hpp"

namespace plaza::gateway {
namespace {

using example::Colour;
using example::Shelf;
using example::Thing;

TEST(ToJson, writes_the_fields_in_the_order_of_the_description) {
  const Thing thing{.name = "bolt", .count = 3, .weight = 0.5, .made_at = {1'627'959'205'000}, .colour = Colour::red};
  EXPECT_EQ(to_json(thing),
            R"({"name":"bolt","count":3,"weight":0.5,"madeAt":"2021-08-03T02:53:25Z","colour":"red","note":null})");
}

TEST(ToJson, what_is_absent_is_null_or_omitted_as_described) {
  Thing thing{.name = "bolt", .note = "small", .price = 12};
  EXPECT_EQ(
      to_json(thing),
      R"({"name":"bolt","count":0,"weight":0,"madeAt":"1970-01-01T00:00:00Z","colour":"red","note":"small","price":12})");
}

TEST(ToJson, an_omitted_first_field_leaves_no_comma) {
  EXPECT_EQ(to_json(example::Maybe{}), "{}");
  EXPECT_EQ(to_json(example::Maybe{.second = 2}), R"({"second":2})");
  EXPECT_EQ(to_json(example::Maybe{.first = 1, .second = 2}), R"({"first":1,"second":2})");
}

TEST(ToJson, lists_hold_described_types) {
  EXPECT_EQ(to_json(Shelf{}), R"({"things":[],"marks":[]})");
  const Shelf shelf{.things = {{.name = "a"}, {.name = "b"}}, .marks = {1, -2}};
  const auto json = to_json(shelf, 1);
  EXPECT_TRUE(json.starts_with(R"({"things":[{"name":"a",)")) << json;
  EXPECT_TRUE(json.ends_with(R"(],"marks":[1,-2]})")) << json;
}

TEST(ToJson, text_that_is_not_utf_8_never_leaves) {
  EXPECT_EQ(to_json(Thing{.name = "a\xff\n"}).substr(0, 20), "{\"name\":\"a\uFFFD\\n\",\"co");
}

TEST(ToJson, a_word_that_is_not_known_is_null) {
  const auto json = to_json(Thing{.colour = static_cast<Colour>(7)});
  EXPECT_NE(json.find(R"("colour":null)"), std::string::npos) << json;
}

}  // namespace
}  // namespace plaza::gateway
