#include "gateway/edge/ownership.hpp"

#include <string>

#include <gtest/gtest.h>

namespace plaza::gateway {
namespace {

struct Order {
  std::string id;
  std::string owner;
};

Result<Order> seen(const Identity& caller, Result<Order> found, std::string_view scope = {}) {
  return seen_by(caller, std::move(found), "order", "17", &Order::owner, scope);
}

const Order of_alice{"17", "alice"};
const Order of_nobody{"17", ""};

TEST(Ownership, what_belongs_to_one_person_is_seen_by_that_person) {
  const auto order = seen({.subject = "alice", .scopes = {}}, of_alice);
  ASSERT_TRUE(order);
  EXPECT_EQ(order->id, "17");
}

TEST(Ownership, anyone_else_is_told_in_the_same_words_as_for_what_does_not_exist) {
  const auto missing = no_such("order", "17");
  EXPECT_EQ(missing.code, Code::not_found);
  for (const auto& caller : {Identity{}, Identity{"bob", {}}, Identity{"bob", {"operator"}}, Identity{"alice2", {}}}) {
    const auto order = seen(caller, of_alice);
    ASSERT_FALSE(order);
    EXPECT_EQ(order.error().code, missing.code);
    EXPECT_EQ(order.error().message, missing.message);
  }
}

TEST(Ownership, what_was_made_without_a_token_is_seen_by_whoever_holds_its_id) {
  EXPECT_TRUE(seen({}, of_nobody));
  EXPECT_TRUE(seen({.subject = "bob", .scopes = {}}, of_nobody));
}

TEST(Ownership, a_scope_for_machines_opens_it_where_the_route_says_so) {
  const Identity machine{"checker", {"sticker:check"}};
  EXPECT_TRUE(seen(machine, of_alice, "sticker:check"));
  EXPECT_FALSE(seen(machine, of_alice, "courier"));
  EXPECT_FALSE(seen(machine, of_alice));
}

TEST(Ownership, a_failed_search_stays_what_it_is) {
  const auto order = seen({}, fail(Code::unavailable, "the orders are away"));
  ASSERT_FALSE(order);
  EXPECT_EQ(order.error().code, Code::unavailable);
}

}  // namespace
}  // namespace plaza::gateway
