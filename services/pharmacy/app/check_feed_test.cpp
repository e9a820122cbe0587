#include "services/pharmacy/app/check_feed.hpp"

#include <gtest/gtest.h>

namespace plaza::pharmacy {
namespace {

const SystemTime noon{milliseconds{1'581'652'800'000}};

ParsedFeed feed(std::size_t rows, std::uint32_t rejected = 0, SystemTime time = noon) {
  return {.text = nullptr, .rows = std::vector<FeedRow>(rows), .updated_at = time, .rejected_rows = rejected};
}

std::string reason(const ParsedFeed& parsed, const LastFeed& last = {}, const FeedLimits& limits = {}) {
  const auto checked = check_feed(parsed, last, limits);
  return checked ? "none" : checked.error().reason;
}

TEST(CheckFeed, refuses_more_than_the_share_of_rejected_rows) {
  EXPECT_EQ(reason(feed(90, 10)), "none");
  EXPECT_EQ(reason(feed(89, 11)), "FEED_TOO_MANY_REJECTED");
  EXPECT_EQ(reason(feed(0, 1), {}, {.rejected_share_max = 1}), "FEED_TOO_MANY_REJECTED");
}

TEST(CheckFeed, refuses_an_older_feed_and_takes_one_of_the_same_time) {
  const LastFeed last{.updated_at = noon, .rows = 10};
  EXPECT_EQ(reason(feed(10, 0, noon - milliseconds{1'000}), last), "FEED_OLDER");
  EXPECT_EQ(reason(feed(10), last), "none");
}

TEST(CheckFeed, refuses_a_feed_that_lost_too_many_rows) {
  const LastFeed last{.updated_at = noon, .rows = 10};
  EXPECT_EQ(reason(feed(5), last), "none");
  EXPECT_EQ(reason(feed(4), last), "FEED_ROWS_LOST");
  EXPECT_EQ(reason(feed(4), last, {.lost_share_max = 0.7}), "none");
}

TEST(CheckFeed, takes_any_size_as_the_first) {
  EXPECT_EQ(reason(feed(1)), "none");
}

}  // namespace
}  // namespace plaza::pharmacy
