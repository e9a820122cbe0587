#include "gateway/graphql/schema/schema.hpp"

#include <stdexcept>

#include <gmock/gmock.h>

#include "gateway/graphql/language/parser.hpp"

namespace plaza::graphql {
namespace {

using testing::HasSubstr;

std::shared_ptr<const Schema> built(std::string_view sdl) {
  const auto spec = read_sdl(sdl);
  if (!spec) throw std::runtime_error(spec.error().message);
  auto schema = Schema::build(*spec);
  if (!schema) throw std::runtime_error(schema.error().message);
  return *schema;
}

std::string fault(std::string_view sdl) {
  const auto spec = read_sdl(sdl);
  if (!spec) return spec.error().message;
  const auto schema = Schema::build(*spec);
  return schema ? "" : schema.error().message;
}

constexpr std::string_view everything = R"(schema {
  query: Query
  mutation: Change
}

directive @tag(name: String!) repeatable on FIELD | QUERY

"""A moment."""
scalar Time @specifiedBy(url: "https://example.org/time")

interface Node {
  id: ID!
}

interface Named implements Node {
  id: ID!
  name: String
}

type Query implements Named & Node {
  """What it is known by."""
  id: ID!
  name: String
  things(first: Int = 20, filter: Filter = {kind: RED, near: [1.5, 2]}): [Thing!]! @deprecated
  other(
    """Which one."""
    id: ID! = 7
  ): Thing @deprecated(reason: "gone")
}

type Change {
  set(value: Pick!): Boolean
}

type Sole {
  at: Time
}

union Thing = Query | Sole

enum Color {
  """Warm."""
  RED
  BLUE @deprecated
}

input Filter {
  kind: Color = BLUE
  near: [Float!]
}

input Pick @oneOf {
  one: Int
  two: String
}
)";

TEST(Schema, what_is_printed_is_what_was_read) {
  EXPECT_EQ(print_sdl(*built(everything)), everything);
}

TEST(Schema, types_can_be_described_in_code) {
  SchemaSpec spec;
  spec.types.push_back({.kind = TypeKind::object,
                        .name = "Query",
                        .fields = {{.name = "add",
                                    .type = "Int!",
                                    .arguments = {{.name = "a", .type = "Int!"},
                                                  {.name = "b", .type = "[Int!]", .default_value = "[1, 2]"}}}}});
  const auto schema = Schema::build(spec);
  ASSERT_TRUE(schema) << schema.error().message;
  const auto* const add = (*schema)->root(OperationKind::query)->field("add");
  ASSERT_NE(add, nullptr);
  EXPECT_EQ(print(*add->type), "Int!");
  EXPECT_TRUE(add->arguments[0].required());
  EXPECT_EQ(print_default(add->arguments[1]), "[1, 2]");
}

TEST(Schema, it_knows_what_may_be_what) {
  const auto schema = built(everything);
  EXPECT_EQ(schema->find("Node")->possible.size(), 1U);
  EXPECT_TRUE(schema->find("Thing")->possible_set.overlaps(schema->find("Named")->possible_set));
  EXPECT_FALSE(schema->find("Sole")->possible_set.overlaps(schema->find("Named")->possible_set));
}

TEST(Schema, meta_fields_stand_where_the_specification_puts_them) {
  const auto schema = built(everything);
  EXPECT_NE(schema->field(*schema->find("Query"), "__schema"), nullptr);
  EXPECT_NE(schema->field(*schema->find("Thing"), "__typename"), nullptr);
  EXPECT_EQ(schema->field(*schema->find("Sole"), "__schema"), nullptr);
  EXPECT_EQ(schema->field(*schema->find("Color"), "__typename"), nullptr);
}

TEST(Schema, extensions_add_to_what_they_extend) {
  const auto schema = built("type Query { a: Int } extend type Query { b: Int } enum E { A } extend enum E { B }");
  EXPECT_NE(schema->find("Query")->field("b"), nullptr);
  EXPECT_NE(schema->find("E")->value("B"), nullptr);
  EXPECT_THAT(fault("type Query { a: Int } extend type Other { b: Int }"), HasSubstr("\"Other\" is extended"));
}

TEST(Schema, faults_are_named) {
  EXPECT_THAT(fault("type Other { a: Int }"), HasSubstr("needs a type \"Query\""));
  EXPECT_THAT(fault("type Query { a: Nothing }"), HasSubstr("Field \"Query.a\" needs a type \"Nothing\""));
  EXPECT_THAT(fault("type Query { a: Int } type Query { b: Int }"), HasSubstr("only one type named \"Query\""));
  EXPECT_THAT(fault("type Query { __a: Int }"), HasSubstr("must not begin with \"__\""));
  EXPECT_THAT(fault("type Query { a(x: Query): Int }"), HasSubstr("\"x\" must be of an input type"));
  EXPECT_THAT(fault("type Query { a: I } input I { b: Int }"), HasSubstr("must be of an output type"));
  EXPECT_THAT(fault("type Query { a(x: Int = \"no\"): Int }"), HasSubstr("is no value of type \"Int\""));
  EXPECT_THAT(fault("type Query { a(x: Int! @deprecated): Int }"), HasSubstr("cannot be deprecated"));
  EXPECT_THAT(fault("interface A { x: Int } type Query implements A { y: Int }"), HasSubstr("\"A.x\" expected"));
  EXPECT_THAT(fault("interface A { x: Int! } type Query implements A { x: Int }"), HasSubstr("expects type \"Int!\""));
  EXPECT_THAT(fault("interface A { x(a: Int): Int } type Query implements A { x: Int }"), HasSubstr("must take"));
  EXPECT_THAT(fault("interface A { x: Int } type Query implements A { x(a: Int!): Int }"), HasSubstr("does not know"));
  EXPECT_THAT(fault("interface B { x: Int } interface A implements B { x: Int } type Query implements A { x: Int }"),
              HasSubstr("must implement \"B\""));
  EXPECT_THAT(fault("type Query { a(x: I): Int } input I { i: I! }"), HasSubstr("cannot hold itself"));
  EXPECT_THAT(fault("type Query { a(x: I): Int } input I @oneOf { i: Int! }"), HasSubstr("must be nullable"));
  EXPECT_THAT(fault("type Query { a: U } union U = String"), HasSubstr("only include object types"));
  EXPECT_THAT(fault("type Query { a: E } enum E { A A }"), HasSubstr("twice"));
}

TEST(InputValue, messages_show_values_as_javascript_does) {
  EXPECT_EQ(print_number(1.0), "1");
  EXPECT_EQ(print_number(-0.5), "-0.5");
  EXPECT_EQ(print_number(1e21), "1e+21");
  EXPECT_EQ(print_number(123456789012345680000.0), "123456789012345680000");
  EXPECT_EQ(print_number(1e-7), "1e-7");
  const std::array<InputMember, 1> members{{{"a", InputValue::string("x\"")}}};
  EXPECT_EQ(inspect(InputValue::object(members)), "{ a: \"x\\\"\" }");
  const std::vector<InputValue> many(12, InputValue::null());
  EXPECT_THAT(inspect(InputValue::list(many)), HasSubstr("... 2 more items]"));
}

}  // namespace
}  // namespace plaza::graphql
