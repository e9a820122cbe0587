#include "platform/resilience/token_bucket.hpp"

#include <gtest/gtest.h>

namespace plaza::resilience {
namespace {

using namespace std::chrono_literals;

const RateLimitOptions ten_per_second{.requests = 10, .window = 1s};

TEST(TokenBucket, a_fresh_bucket_is_full_and_then_empty) {
  BucketState bucket;
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(take(bucket, ten_per_second, 5s).allowed) << i;
  EXPECT_FALSE(take(bucket, ten_per_second, 5s).allowed);
}

TEST(TokenBucket, a_decision_carries_what_the_headers_say) {
  BucketState bucket;
  auto decision = take(bucket, ten_per_second, 0ms, 4);
  EXPECT_EQ(decision.limit, 10U);
  EXPECT_EQ(decision.remaining, 6U);
  EXPECT_EQ(decision.reset, 400ms);
  EXPECT_EQ(decision.retry_after, 0ms);
  decision = take(bucket, ten_per_second, 0ms, 8);
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.remaining, 6U);
  EXPECT_EQ(decision.retry_after, 200ms);
}

TEST(TokenBucket, coming_back_after_the_time_told_is_allowed_and_earlier_is_not) {
  BucketState bucket;
  take(bucket, ten_per_second, 0ms, 10);
  const auto wait = take(bucket, ten_per_second, 0ms).retry_after;
  EXPECT_EQ(wait, 100ms);
  EXPECT_FALSE(take(bucket, ten_per_second, wait - 1ms).allowed);
  EXPECT_TRUE(take(bucket, ten_per_second, wait).allowed);
}

TEST(TokenBucket, in_the_long_run_the_rate_holds) {
  BucketState bucket;
  int allowed = 0;
  for (auto now = 0ms; now < 60s; now += 7ms) allowed += take(bucket, ten_per_second, now).allowed ? 1 : 0;
  EXPECT_GE(allowed, 600);
  EXPECT_LE(allowed, 610);
}

TEST(TokenBucket, a_clock_that_goes_back_gives_and_takes_nothing) {
  BucketState bucket;
  take(bucket, ten_per_second, 10s, 10);
  EXPECT_FALSE(take(bucket, ten_per_second, 1s).allowed);
  EXPECT_FALSE(take(bucket, ten_per_second, 10s).allowed);
  EXPECT_TRUE(take(bucket, ten_per_second, 10s + 100ms).allowed);
}

TEST(TokenBucket, a_cost_above_the_size_takes_the_whole_bucket) {
  BucketState bucket;
  EXPECT_TRUE(take(bucket, ten_per_second, 0ms, 1'000).allowed);
  EXPECT_EQ(take(bucket, ten_per_second, 0ms, 1'000).retry_after, 1s);
}

TEST(TokenBucket, a_smaller_limit_holds_from_the_next_decision_on) {
  TokenBucket bucket(ten_per_second);
  const SteadyTime now{1h};
  EXPECT_EQ(bucket.take(now).remaining, 9U);
  bucket.change({.requests = 2, .window = 1s});
  EXPECT_EQ(bucket.take(now).remaining, 1U);
}

}  // namespace
}  // namespace plaza::resilience
