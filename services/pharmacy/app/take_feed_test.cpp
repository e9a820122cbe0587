#include "services/pharmacy/app/take_feed.hpp"

#include <gtest/gtest.h>

#include "services/pharmacy/app/testing.hpp"

namespace plaza::pharmacy {
namespace {

using testing::id;
using testing::taiwan;

const std::string header = "id,name,address,phone,adult_count,child_count,time\n";
const SystemTime now = testing::taiwan("2020/02/14 14:20:00");

std::string row(int n, std::string_view time) {
  return fmt::format("{},名,址,電,5,6,{}\n", id(n).view(), time);
}

TEST(TakeFeed, a_good_feed_makes_the_next_snapshot) {
  const auto present = testing::snapshot({}, {{.id = id(1)}});
  const auto taken = take_feed(*present, {}, header + row(2, "2020/02/14 14:19:00"), {}, now);
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->snapshot->find(id(1))->mask->adult, 0);
  EXPECT_EQ(taken->snapshot->find(id(2))->mask->adult, 5);
  EXPECT_EQ(taken->last.rows, 1);
  EXPECT_EQ(taken->last.updated_at, taiwan("2020/02/14 14:19:00"));
}

TEST(TakeFeed, a_bad_feed_is_refused_with_its_reason) {
  const auto present = testing::snapshot({}, {{.id = id(1)}});
  EXPECT_EQ(take_feed(*present, {}, "<html>", {}, now).error().reason, "FEED_NOT_CSV");
  const LastFeed last{.updated_at = taiwan("2020/02/14 14:19:01"), .rows = 1};
  EXPECT_EQ(take_feed(*present, last, header + row(2, "2020/02/14 14:19:00"), {}, now).error().reason, "FEED_OLDER");
}

TEST(TakeFeed, a_row_from_the_future_does_not_bar_the_feeds_to_come) {
  const auto present = testing::snapshot({}, {{.id = id(1)}});
  std::string text = header + row(100, "2099/01/01 00:00:00");
  for (int n = 0; n < 20; ++n) text += row(n, "2020/02/14 14:19:00");
  const auto taken = take_feed(*present, {}, text, {}, now);
  EXPECT_EQ(taken->rejected_rows, 1);
  EXPECT_TRUE(take_feed(*taken->snapshot, taken->last, text, {}, now));
}

}  // namespace
}  // namespace plaza::pharmacy
