#include "services/booking/app/change.hpp"

#include <gtest/gtest.h>

namespace plaza::booking {
namespace {

Booking at_pwtc() {
  return {.station = "PWTC", .date = *parse_date("20210516"), .version = 3};
}
Place place(const char* station, const char* date) {
  return {.station = station, .date = *parse_date(date)};
}

TEST(MayCancel, an_active_booking_is_cancelled_once) {
  auto booking = at_pwtc();
  EXPECT_EQ(may_cancel(booking, std::nullopt), Step::go);
  EXPECT_EQ(may_cancel(booking, 3), Step::go);
  booking.status = Status::cancelled;
  EXPECT_EQ(may_cancel(booking, 3), Step::nothing);
  EXPECT_EQ(may_cancel(booking, 1), Step::nothing);
}

TEST(MayCancel, another_version_than_the_caller_has_seen_is_left_alone) {
  const auto refused = may_cancel(at_pwtc(), 2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, reason_version_mismatch);
}

TEST(MayMove, to_where_it_is_there_is_nothing_to_do) {
  EXPECT_EQ(may_move(at_pwtc(), place("PWTC", "20210516"), 1), Step::nothing);
  EXPECT_EQ(may_move(at_pwtc(), place("PWTC", "20210517"), std::nullopt), Step::go);
  EXPECT_EQ(may_move(at_pwtc(), place("UM", "20210516"), 3), Step::go);
}

TEST(MayMove, a_cancelled_booking_stays_where_it_was) {
  auto booking = at_pwtc();
  booking.status = Status::cancelled;
  EXPECT_EQ(may_move(booking, place("UM", "20210516"), std::nullopt).error().reason, reason_not_active);
}

TEST(CheckCapacity, each_fault_has_its_field) {
  EXPECT_TRUE(check_capacity({.station = "PWTC", .date = "20210516", .capacity = 0}));
  const auto refused = check_capacity({.station = "", .date = "soon", .capacity = -1});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.size(), 3U);
  EXPECT_FALSE(check_capacity({.station = "PWTC", .date = "20210516", .capacity = 1'000'001}));
}

}  // namespace
}  // namespace plaza::booking
