#include "services/booking/app/page.hpp"

#include <gtest/gtest.h>

namespace plaza::booking {
namespace {

TEST(BookingPage, a_page_begins_behind_its_cursor) {
  EXPECT_EQ(page(0, "")->size, 20U);
  EXPECT_EQ(page(5, make_cursor("PWTC"))->after, "PWTC");
}

TEST(BookingPage, what_is_no_page_is_refused_by_field) {
  for (const auto size : {-1, 101}) EXPECT_EQ(page(size, "").error().fields[0].pointer, "first");
  EXPECT_EQ(page(1, "no cursor!").error().fields[0].pointer, "after");
  EXPECT_EQ(page(1, std::string(1'000, 'A')).error().fields[0].pointer, "after");
}

}  // namespace
}  // namespace plaza::booking
