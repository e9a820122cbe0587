#include "services/orders/app/create.hpp"

#include <gtest/gtest.h>

namespace plaza::orders {
namespace {

constexpr SystemTime noon{milliseconds{1'700'000'000'000}};

NewOrder asked() {
  return {.id = "018bcfe5-6800-7000-8000-000000000001",
          .customer_name = "caesar",
          .total_price = 27'000,
          .lines = {{.sku = "M-1", .name = "mask", .quantity = 3, .unit_price = 9'000}}};
}

std::vector<std::string> pointers(const NewOrder& order) {
  std::vector<std::string> all;
  for (const auto& fault : faults(order)) all.push_back(fault.pointer);
  return all;
}

TEST(Create, makes_an_order_of_version_1) {
  const auto order = create(asked(), "ada", noon);
  ASSERT_TRUE(order);
  EXPECT_EQ(order->id.to_string(), asked().id);
  EXPECT_EQ(order->owner, "ada");
  EXPECT_EQ(order->total_price, 27'000);
  EXPECT_EQ(order->lines, asked().lines);
  EXPECT_EQ(order->status, Status::created);
  EXPECT_EQ(order->version, 1);
  EXPECT_EQ(order->created_at, noon);
  EXPECT_EQ(order->updated_at, noon);
}

TEST(Create, says_what_is_wrong_field_by_field) {
  const auto order = create({.id = "1",
                             .customer_name = "",
                             .total_price = price_max + 1,
                             .lines = {{.sku = "", .name = "\n", .quantity = 0, .unit_price = -1}}},
                            "", noon);
  ASSERT_FALSE(order);
  EXPECT_EQ(order.error().code, Code::invalid_argument);
  EXPECT_EQ(order.error().fields, (std::vector<FieldError>{
                                      {"/id", "must be a UUID of version 7"},
                                      {"/customerName", "must have 1 to 200 characters"},
                                      {"/totalPrice", "must be from 0 to 2147483647"},
                                      {"/lines/0/sku", "must have 1 to 64 characters"},
                                      {"/lines/0/name", "must be UTF-8 without control characters"},
                                      {"/lines/0/quantity", "must be from 1 to 1000000"},
                                      {"/lines/0/unitPrice", "must be from 0 to 2147483647"},
                                  }));
}

TEST(Create, limits_are_inclusive) {
  auto order = asked();
  order.total_price = price_max;
  order.customer_name.clear();
  for (std::size_t i = 0; i < customer_name_characters_max; ++i) order.customer_name += "\xE7\x8E\x8B";
  order.lines.assign(lines_max, {.sku = std::string(sku_characters_max, 's'),
                                 .name = std::string(line_name_characters_max, 'n'),
                                 .quantity = quantity_max,
                                 .unit_price = 0});
  EXPECT_EQ(pointers(order), std::vector<std::string>{});
  order.total_price = 0;
  EXPECT_EQ(pointers(order), std::vector<std::string>{});
  order.total_price = -1;
  order.customer_name += "x";
  order.lines.emplace_back();
  EXPECT_EQ(pointers(order), (std::vector<std::string>{"/customerName", "/totalPrice", "/lines"}));
}

TEST(Create, lines_may_be_left_out_and_need_not_add_up) {
  auto order = asked();
  order.total_price = 1;
  EXPECT_TRUE(faults(order).empty());
  order.lines.clear();
  EXPECT_TRUE(faults(order).empty());
}

TEST(Create, ids_of_other_versions_are_refused) {
  auto order = asked();
  order.id = "018bcfe5-6800-4000-8000-000000000001";
  EXPECT_EQ(pointers(order), std::vector<std::string>{"/id"});
}

TEST(Create, the_same_request_is_known_whatever_became_of_its_order) {
  const auto first = *create(asked(), "ada", noon);
  auto made = first;
  made.status = Status::shipping;
  made.version = 2;
  made.updated_at = noon + milliseconds{5};
  const auto again = *create(asked(), "ada", noon + milliseconds{9});
  EXPECT_TRUE(is_the_same(again, made));
  EXPECT_EQ(as_made(made), first);
  auto other = again;
  other.total_price = 1;
  EXPECT_FALSE(is_the_same(other, made));
  other = again;
  other.lines.clear();
  EXPECT_FALSE(is_the_same(other, made));
  other = again;
  other.owner = "bob";
  EXPECT_FALSE(is_the_same(other, made));
}

TEST(Create, of_an_erased_order_what_is_left_counts) {
  const auto again = *create(asked(), "ada", noon);
  auto made = again;
  made.erased = true;
  made.owner.clear();
  made.customer_name.clear();
  EXPECT_TRUE(is_the_same(again, made));
  made.total_price = 1;
  EXPECT_FALSE(is_the_same(again, made));
}

}  // namespace
}  // namespace plaza::orders
