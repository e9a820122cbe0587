#include "gateway/graphql/execution/engine.hpp"

#include <gmock/gmock.h>

namespace plaza::graphql {
namespace {

using testing::HasSubstr;
using testing::Not;

std::shared_ptr<const Schema> schema() {
  auto spec = *read_sdl(R"(
    "What it is about."
    schema { query: Query mutation: Mutation }
    type Query { items(first: Int = 10): [Item!]! version: String @deprecated(reason: "old") pick(by: By, many: [Int]): String }
    type Mutation { change: Int }
    type Item { id: ID! more: Item }
    input By @oneOf { id: ID name: String })");
  spec.type("Query").field("items").cost = {.calls = 1, .size_argument = "first"};
  spec.type("Query").field("items").resolve = SyncResolver([](const Call& call, Slot& slot) {
    slot.list(std::vector<int>(static_cast<std::size_t>(call.argument("first").as_integer())),
              [](Slot& item, int) { item.object(nullptr); });
  });
  spec.type("Item").field("id").resolve = SyncResolver([](const Call&, Slot& slot) { slot.integer(7); });
  spec.type("Item").field("more").cost = {.calls = 1};
  return *Schema::build(spec);
}

class Engines : public testing::Test {
 protected:
  std::string run(std::string_view query, std::optional<std::string_view> name = {}, InputValue variables = {}) {
    return engine_.execute_now({.query = query, .operation_name = name, .variables = variables}).body;
  }

  Engine engine_{schema(), EngineOptions{}};
};

TEST_F(Engines, a_request_error_has_no_data) {
  EXPECT_EQ(run("{"), R"({"errors":[{"message":"Syntax Error: Expected Name, found <EOF>.",)"
                      R"("locations":[{"line":1,"column":2}],"extensions":{"code":"INVALID_ARGUMENT"}}]})");
  EXPECT_THAT(run("{ nothing }"), HasSubstr("Cannot query field \\\"nothing\\\" on type \\\"Query\\\"."));
  EXPECT_THAT(run("query a { version } query b { version }"), HasSubstr("Must provide operation name"));
  EXPECT_THAT(run("query a { version }", "b"), HasSubstr("Unknown operation named \\\"b\\\"."));
  EXPECT_THAT(run("subscription { version }"), HasSubstr("errors"));
  EXPECT_THAT(run("{ nothing }"), Not(HasSubstr("\"data\"")));
}

TEST_F(Engines, the_named_operation_is_executed) {
  EXPECT_EQ(run("query a { version } query b { other: version }", "b"), R"({"data":{"other":null}})");
}

TEST_F(Engines, variables_that_do_not_fit_are_told_with_their_place) {
  const InputMember text{"n", InputValue::string("x")};
  EXPECT_EQ(
      run("query q($n: Int!) { items(first: $n) { id } }", {}, InputValue::object({&text, 1})),
      R"({"errors":[{"message":"Variable \"$n\" got invalid value \"x\"; Int cannot represent non-integer value: )"
      R"(\"x\"","locations":[{"line":1,"column":9}],"extensions":{"code":"INVALID_ARGUMENT"}}]})");
  EXPECT_THAT(run("query q($n: Int!) { items(first: $n) { id } }"),
              HasSubstr("Variable \\\"$n\\\" of required type \\\"Int!\\\" was not provided."));
  const InputMember null{"n", InputValue::null()};
  EXPECT_THAT(run("query q($n: Int!) { items(first: $n) { id } }", {}, InputValue::object({&null, 1})),
              HasSubstr("Variable \\\"$n\\\" of non-null type \\\"Int!\\\" must not be null."));
}

TEST_F(Engines, long_lists_in_variables_are_refused) {
  const std::vector<InputValue> many(1'001, InputValue::integer(1));
  const InputMember list{"l", InputValue::list(many)};
  EXPECT_THAT(run("query q($l: [Int]) { pick(many: $l) }", {}, InputValue::object({&list, 1})),
              HasSubstr("\"limit\":\"list_items_max\""));
}

TEST_F(Engines, cost_is_checked_before_anything_runs_and_shown_on_request) {
  EXPECT_EQ(
      engine_.execute_now({.query = "{ items(first: 1) { id } }", .shows_cost = true}).body,
      R"({"data":{"items":[{"id":"7"}]},"extensions":{"cost":{"calls":1,"callsMax":100,"items":1,"itemsMax":10000}}})");
  EXPECT_THAT(run("{ items(first: 100) { more { id } } }"), HasSubstr("\"limit\":\"cost_max\""));
  EXPECT_THAT(run("{ items(first: 20000) { id } }"), HasSubstr("\"limit\":\"items_max\""));
}

TEST_F(Engines, introspection_can_be_switched_off) {
  EXPECT_EQ(run("{ __schema { description queryType { name } mutationType { kind } subscriptionType { name } } }"),
            R"({"data":{"__schema":{"description":"What it is about.","queryType":{"name":"Query"},)"
            R"("mutationType":{"kind":"OBJECT"},"subscriptionType":null}}})");
  EngineOptions options;
  options.prepare.introspection = false;
  engine_.change(options);
  EXPECT_THAT(run("{ __schema { queryType { name } } }"), HasSubstr("Introspection is switched off"));
  EXPECT_EQ(run("{ __typename }"), R"({"data":{"__typename":"Query"}})");
}

TEST_F(Engines, introspection_tells_all_of_a_type) {
  EXPECT_EQ(
      run(R"({ __type(name: "By") { kind name isOneOf inputFields { name type { name ofType { name } } defaultValue } fields { name } } })"),
      R"({"data":{"__type":{"kind":"INPUT_OBJECT","name":"By","isOneOf":true,"inputFields":[)"
      R"({"name":"id","type":{"name":"ID","ofType":null},"defaultValue":null},)"
      R"({"name":"name","type":{"name":"String","ofType":null},"defaultValue":null}],"fields":null}}})");
  EXPECT_EQ(
      run(R"({ __type(name: "Query") { fields { name } all: fields(includeDeprecated: true) { name isDeprecated deprecationReason } } })"),
      R"({"data":{"__type":{"fields":[{"name":"items"},{"name":"pick"}],"all":[)"
      R"({"name":"items","isDeprecated":false,"deprecationReason":null},)"
      R"({"name":"version","isDeprecated":true,"deprecationReason":"old"},)"
      R"({"name":"pick","isDeprecated":false,"deprecationReason":null}]}}})");
  EXPECT_EQ(run(R"({ __type(name: "Nothing") { name } })"), R"({"data":{"__type":null}})");
}

TEST_F(Engines, mutations_by_a_way_that_changes_nothing_are_not_allowed) {
  const auto answer = engine_.execute_now({.query = "mutation { change }", .only_queries = true});
  EXPECT_EQ(answer.outcome, Outcome::not_allowed);
  EXPECT_THAT(answer.body, Not(HasSubstr("\"data\"")));
}

TEST(DocumentCache, the_least_recently_used_leaves_first) {
  const auto shared = schema();
  DocumentCache cache(2, 1'000'000);
  const auto add = [&](std::string_view text) { cache.add(DocumentCache::key(text), *prepare(*shared, text, {})); };
  const auto find = [&](std::string_view text) { return cache.find(DocumentCache::key(text), text); };
  add("{ version }");
  add("{ a: version }");
  EXPECT_NE(find("{ version }"), nullptr);
  add("{ b: version }");
  EXPECT_EQ(cache.size(), 2U);
  EXPECT_EQ(find("{ a: version }"), nullptr);
  EXPECT_NE(find("{ version }"), nullptr);
}

TEST(DocumentCache, a_text_is_never_taken_for_another_of_the_same_hash) {
  const auto shared = schema();
  DocumentCache cache(2, 1'000'000);
  const auto key = DocumentCache::key("{ version }");
  cache.add(key, *prepare(*shared, "{ a: version }", {}));
  EXPECT_EQ(cache.find(key, "{ version }"), nullptr);
  cache.add(key, *prepare(*shared, "{ version }", {}));
  EXPECT_NE(cache.find(key, "{ version }"), nullptr);
  EXPECT_EQ(cache.size(), 1U);
}

TEST(DocumentCache, bytes_are_bounded) {
  const auto shared = schema();
  DocumentCache cache(100, 1);
  cache.add(DocumentCache::key("{ version }"), *prepare(*shared, "{ version }", {}));
  cache.add(DocumentCache::key("{ a: version }"), *prepare(*shared, "{ a: version }", {}));
  EXPECT_EQ(cache.size(), 1U);
}

}  // namespace
}  // namespace plaza::graphql
