#include "services/orders/app/list.hpp"

#include <gtest/gtest.h>

namespace plaza::orders {
namespace {

const Uuid last = *Uuid::parse("018bcfe5-6800-7000-8000-000000000001");

TEST(List, pages_have_twenty_unless_told) {
  EXPECT_EQ(page(0, "")->size, 20);
  EXPECT_EQ(page(1, "")->size, 1);
  EXPECT_EQ(page(100, "")->size, 100);
  EXPECT_EQ(page(0, "")->after, std::nullopt);
}

TEST(List, goes_on_behind_its_cursor) {
  EXPECT_EQ(page(5, make_cursor(last))->after, last);
}

TEST(List, what_is_no_page_is_refused_field_by_field) {
  for (const auto size : {-1, 101}) {
    const auto asked = page(size, "x");
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().code, Code::invalid_argument);
    ASSERT_EQ(asked.error().fields.size(), 2);
    EXPECT_EQ(asked.error().fields[0].pointer, "first");
    EXPECT_EQ(asked.error().fields[1].pointer, "after");
  }
  auto of_another_kind = make_cursor(Uuid{});
  EXPECT_FALSE(page(1, of_another_kind));
  EXPECT_FALSE(page(1, make_cursor(last) + "A"));
}

}  // namespace
}  // namespace plaza::orders
