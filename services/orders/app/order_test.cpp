#include "services/orders/app/order.hpp"

#include <gtest/gtest.h>

namespace plaza::orders {
namespace {

TEST(Order, goes_forward_only_and_nowhere_from_its_ends) {
  using enum Status;
  EXPECT_TRUE(may_become(created, shipping));
  EXPECT_TRUE(may_become(created, delivered));
  EXPECT_TRUE(may_become(created, cancelled));
  EXPECT_TRUE(may_become(shipping, delivered));
  EXPECT_TRUE(may_become(shipping, cancelled));
  for (const auto any : {created, shipping, delivered, cancelled}) {
    EXPECT_FALSE(may_become(any, any));
    EXPECT_FALSE(may_become(delivered, any));
    EXPECT_FALSE(may_become(cancelled, any));
    EXPECT_FALSE(may_become(any, created));
  }
}

TEST(Order, made_with_a_token_is_its_owners_alone) {
  const Order order{.owner = "ada"};
  EXPECT_TRUE(visible_to(order, {.subject = "ada", .scopes = {}}));
  EXPECT_FALSE(visible_to(order, {.subject = "bob", .scopes = {}}));
  EXPECT_FALSE(visible_to(order, {}));
  EXPECT_FALSE(visible_to(order, {.subject = "bob", .scopes = {"operator"}}));
}

TEST(Order, made_without_one_is_everybodys_who_knows_its_id) {
  EXPECT_TRUE(visible_to({}, {}));
  EXPECT_TRUE(visible_to({}, {.subject = "bob", .scopes = {}}));
}

TEST(Order, erased_is_for_operators_alone) {
  const Order order{.erased = true};
  EXPECT_FALSE(visible_to(order, {}));
  EXPECT_FALSE(visible_to(order, {.subject = "ada", .scopes = {}}));
  EXPECT_TRUE(visible_to(order, {.subject = "bob", .scopes = {"operator"}}));
}

}  // namespace
}  // namespace plaza::orders
