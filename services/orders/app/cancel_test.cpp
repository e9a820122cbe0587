#include "services/orders/app/cancel.hpp"

#include <gtest/gtest.h>

namespace plaza::orders {
namespace {

constexpr SystemTime noon{milliseconds{1'700'000'000'000}};
constexpr SystemTime later = noon + milliseconds{5};

Order at(Status status) {
  return {.customer_name = "caesar", .status = status, .version = 3, .updated_at = noon};
}

TEST(Cancel, what_is_not_under_way_is_cancelled) {
  const auto done = cancel(at(Status::created), {}, later);
  ASSERT_TRUE(done);
  EXPECT_TRUE(done->changed);
  EXPECT_EQ(done->order.status, Status::cancelled);
  EXPECT_EQ(done->order.version, 4);
  EXPECT_EQ(done->order.updated_at, later);
}

TEST(Cancel, once_is_enough) {
  const auto done = cancel(at(Status::cancelled), 1, later);
  ASSERT_TRUE(done);
  EXPECT_FALSE(done->changed);
  EXPECT_EQ(done->order, at(Status::cancelled));
}

TEST(Cancel, too_late_is_refused) {
  for (const auto status : {Status::shipping, Status::delivered}) {
    const auto done = cancel(at(status), 3, later);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Code::failed_precondition);
    EXPECT_EQ(done.error().reason, "NOT_CANCELLABLE");
  }
}

TEST(Cancel, who_has_seen_another_version_is_told_so) {
  EXPECT_TRUE(cancel(at(Status::created), 3, later));
  for (const auto status : {Status::created, Status::shipping}) {
    const auto done = cancel(at(status), 2, later);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().reason, "VERSION_MISMATCH");
  }
}

TEST(Cancel, a_clock_that_was_set_back_does_not_turn_time_around) {
  EXPECT_EQ(cancel(at(Status::created), {}, noon - milliseconds{9})->order.updated_at, noon);
}

}  // namespace
}  // namespace plaza::orders
