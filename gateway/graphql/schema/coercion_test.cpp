#include "gateway/graphql/schema/coercion.hpp"

#include <stdexcept>

#include <gmock/gmock.h>

#include "gateway/graphql/language/parser.hpp"
#include "gateway/graphql/schema/schema.hpp"

namespace plaza::graphql {
namespace {

// The table of September 2025, 3.10 and 3.11, and what belongs to it.
class Coercion : public testing::Test {
 protected:
  Coercion() {
    const auto spec = read_sdl(R"(
      type Query { f(int: Int, needed: Int!, list: [Int!], nested: [[Int]], input: I, one: One, color: Color, id: ID,
                     number: Float, text: String): Int }
      enum Color { RED GREEN }
      input I { a: String, b: Int! , c: Int = 5 }
      input One @oneOf { a: String, b: Int })");
    schema_ = *Schema::build(*spec);
  }

  const Type& type(std::string_view argument) {
    return *schema_->root(OperationKind::query)->field("f")->argument(argument)->type;
  }

  std::string literal(std::string_view argument, std::string_view text) {
    return inspect(coerce_literal(**parse_constant(text, arena_), type(argument), nullptr, arena_));
  }

  std::string value(std::string_view argument, const InputValue& given) {
    ValueCoercion coercion(arena_, 10, Suggestions::shown);
    const auto coerced = coercion.coerce(given, type(argument));
    if (coercion.errors().empty()) return inspect(coerced);
    std::string out;
    for (const auto& error : coercion.errors()) out += error.path + " " + error.value + ": " + error.message;
    return out;
  }

  std::shared_ptr<const Schema> schema_;
  Arena arena_;
};

TEST_F(Coercion, literals_become_what_their_type_says) {
  EXPECT_EQ(literal("int", "5"), "5");
  EXPECT_EQ(literal("int", "5.0"), "undefined");
  EXPECT_EQ(literal("int", "2147483648"), "undefined");
  EXPECT_EQ(literal("needed", "null"), "undefined");
  EXPECT_EQ(literal("number", "5"), "5");
  EXPECT_EQ(literal("number", "1e400"), "undefined");
  EXPECT_EQ(literal("id", "7"), "\"7\"");
  EXPECT_EQ(literal("color", "RED"), "RED");
  EXPECT_EQ(literal("color", "\"RED\""), "undefined");
}

TEST_F(Coercion, one_value_is_a_list_of_one) {
  EXPECT_EQ(literal("list", "[1, 2, 3]"), "[1, 2, 3]");
  EXPECT_EQ(literal("list", "1"), "[1]");
  EXPECT_EQ(literal("list", "null"), "null");
  EXPECT_EQ(literal("list", "[1, null]"), "undefined");
  EXPECT_EQ(literal("list", "[1, \"b\"]"), "undefined");
  EXPECT_EQ(literal("nested", "1"), "[[1]]");
  EXPECT_EQ(literal("nested", "[1, null]"), "[[1], null]");
}

TEST_F(Coercion, input_objects_get_their_defaults) {
  EXPECT_EQ(literal("input", "{ a: \"abc\", b: 123 }"), "{ a: \"abc\", b: 123, c: 5 }");
  EXPECT_EQ(literal("input", "{ a: null, b: 123 }"), "{ a: null, b: 123, c: 5 }");
  EXPECT_EQ(literal("input", "{ a: \"abc\" }"), "undefined");
  EXPECT_EQ(literal("input", "{ b: null }"), "undefined");
  EXPECT_EQ(literal("one", "{ a: \"abc\" }"), "{ a: \"abc\" }");
  EXPECT_EQ(literal("one", "{ a: \"abc\", b: 1 }"), "undefined");
  EXPECT_EQ(literal("one", "{ a: null }"), "undefined");
}

TEST_F(Coercion, values_of_variables_are_checked_with_their_path) {
  EXPECT_EQ(value("int", InputValue::number(3.0)), "3");
  EXPECT_EQ(value("int", InputValue::number(3.5)), " 3.5: Int cannot represent non-integer value: 3.5");
  EXPECT_EQ(value("id", InputValue::integer(12)), "\"12\"");
  EXPECT_EQ(value("text", InputValue::integer(12)), " 12: String cannot represent a non string value: 12");
  const std::array items{InputValue::integer(1), InputValue::null()};
  EXPECT_EQ(value("list", InputValue::list(items)), "[1] null: Expected non-nullable type \"Int!\" not to be null.");
  EXPECT_EQ(value("color", InputValue::string("RAD")),
            " \"RAD\": Value \"RAD\" does not exist in \"Color\" enum. Did you mean the enum value \"RED\"?");
  const std::array<InputMember, 2> members{{{"a", InputValue::integer(1)}, {"aa", InputValue::null()}}};
  EXPECT_THAT(value("input", InputValue::object(members)), testing::HasSubstr(".a 1: String cannot represent"));
  EXPECT_THAT(value("input", InputValue::object(members)),
              testing::HasSubstr("Field \"aa\" is not defined by type \"I\". Did you mean \"a\""));
  EXPECT_THAT(value("one", InputValue::object({})), testing::HasSubstr("Exactly one key must be specified"));
}

}  // namespace
}  // namespace plaza::graphql
