#include "gateway/graphql/validation/cost.hpp"

#include <gtest/gtest.h>

#include "gateway/graphql/language/parser.hpp"

namespace plaza::graphql {
namespace {

class CostOfQueries : public testing::Test {
 protected:
  CostOfQueries() {
    auto spec = *read_sdl(R"(
      type Query { orders(first: Int = 20): [Order!]! order: Order version: String }
      type Order { id: ID shipment: Shipment notes(first: Int): [Note] }
      type Shipment { id: ID }
      type Note { author: String })");
    spec.type("Query").field("orders").cost = {.calls = 1, .size_argument = "first"};
    spec.type("Query").field("order").cost = {.calls = 1};
    spec.type("Order").field("shipment").cost = {.calls = 1, .batched = true};
    spec.type("Order").field("notes").cost = {.calls = 1, .size_argument = "first", .items = 10};
    schema_ = *Schema::build(spec);
  }

  Cost cost(std::string_view source, const VariableValues& variables = {}) {
    const auto document = parse(source);
    return CostModel(*schema_, **document, (*document)->operations[0]).cost(variables);
  }

  std::shared_ptr<const Schema> schema_;
};

TEST_F(CostOfQueries, what_stays_in_the_process_is_free) {
  EXPECT_EQ(cost("{ version __typename }"), (Cost{0, 0}));
}

TEST_F(CostOfQueries, batched_fields_cost_one_call_for_all_objects) {
  EXPECT_EQ(cost("{ orders { id } }"), (Cost{1, 20}));
  EXPECT_EQ(cost("{ orders(first: 5) { shipment { id } } }"), (Cost{2, 5}));
  EXPECT_EQ(cost("{ orders(first: 0) { shipment { id } } }"), (Cost{1, 0}));
}

TEST_F(CostOfQueries, others_cost_a_call_for_each_object) {
  EXPECT_EQ(cost("{ orders(first: 5) { notes { author } } }"), (Cost{6, 55}));
  EXPECT_EQ(cost("{ a: order { id } b: order { ...f } } fragment f on Order { notes(first: 3) { author } }"),
            (Cost{3, 3}));
}

TEST_F(CostOfQueries, variables_say_how_many) {
  VariableValues variables;
  variables.set("n", InputValue::integer(7));
  EXPECT_EQ(cost("query q($n: Int) { orders(first: $n) { id } }", variables), (Cost{1, 7}));
  EXPECT_EQ(cost("query q($n: Int) { orders(first: $n) { id } }"), (Cost{1, 20}));
}

TEST_F(CostOfQueries, figures_do_not_overflow) {
  EXPECT_EQ(cost("{ orders(first: 2147483647) { notes(first: 2147483647) { author } } }").items, 1'000'000'000U);
}

}  // namespace
}  // namespace plaza::graphql
