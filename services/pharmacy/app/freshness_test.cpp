#include "services/pharmacy/app/freshness.hpp"

#include <gtest/gtest.h>

namespace plaza::pharmacy {
namespace {

struct Freshness : ::testing::Test {
  [[nodiscard]] bool stale() const { return is_stale(status, limits, clock.now(), clock.steady_now()); }

  ManualClock clock;
  FreshnessLimits limits{.stale_after = milliseconds{180'000}, .source_age_max = milliseconds{3'600'000}};
  FeedStatus status{
      .source = "feed", .synced_at = clock.now(), .synced = clock.steady_now(), .updated_at = clock.now()};
};

TEST_F(Freshness, a_feed_just_read_is_fresh) {
  EXPECT_FALSE(stale());
}

TEST_F(Freshness, stale_before_the_first_success) {
  status = {.source = "feed"};
  EXPECT_TRUE(stale());
  EXPECT_FALSE(age(status, clock.now()));
}

TEST_F(Freshness, stale_when_the_last_sync_failed) {
  status.last_sync_failed = true;
  EXPECT_TRUE(stale());
}

TEST_F(Freshness, stale_when_the_last_success_is_too_long_ago) {
  clock.advance(milliseconds{180'000});
  EXPECT_FALSE(stale());
  clock.advance(milliseconds{1});
  EXPECT_TRUE(stale());
}

TEST_F(Freshness, stale_when_the_source_does_not_move) {
  status.updated_at = clock.now() - milliseconds{3'600'001};
  EXPECT_TRUE(stale());
  limits.source_age_max = milliseconds{0};
  EXPECT_FALSE(stale());
}

TEST_F(Freshness, a_jump_of_the_wall_clock_does_not_make_the_last_success_older) {
  limits.source_age_max = milliseconds{0};
  clock.jump_to(clock.now() + std::chrono::hours{1});
  EXPECT_FALSE(stale());
}

TEST_F(Freshness, age_is_that_of_the_figures_and_never_below_zero) {
  clock.advance(milliseconds{61'900});
  EXPECT_EQ(age(status, clock.now()), std::chrono::seconds{61});
  clock.jump_to(*status.updated_at - milliseconds{5'000});
  EXPECT_EQ(age(status, clock.now()), std::chrono::seconds{0});
}

}  // namespace
}  // namespace plaza::pharmacy
