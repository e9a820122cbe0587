#include "platform/resilience/keyed_rate_limit.hpp"

#include <gtest/gtest.h>

namespace plaza::resilience {
namespace {

using namespace std::chrono_literals;

const SteadyTime start{1h};

TEST(KeyedRateLimit, keys_do_not_share_their_buckets) {
  KeyedRateLimit limit({.rate = {.requests = 1, .window = 1s}});
  EXPECT_TRUE(limit.take("10.0.0.1", start).allowed);
  EXPECT_FALSE(limit.take("10.0.0.1", start).allowed);
  EXPECT_TRUE(limit.take("10.0.0.2", start).allowed);
}

TEST(KeyedRateLimit, memory_stays_within_the_limit_and_the_oldest_key_goes_first) {
  KeyedRateLimit limit({.rate = {.requests = 1, .window = 1h}, .keys_max = 3});
  for (const auto* key : {"a", "b", "c"}) limit.take(key, start);
  limit.take("a", start);
  limit.take("d", start);
  EXPECT_EQ(limit.size(), 3U);
  EXPECT_FALSE(limit.take("a", start).allowed) << "kept: it was asked for again";
  EXPECT_TRUE(limit.take("b", start).allowed) << "forgotten";
}

TEST(KeyedRateLimit, a_flood_of_keys_does_not_grow_it) {
  KeyedRateLimit limit({.keys_max = 100});
  for (int i = 0; i < 10'000; ++i) limit.take(std::to_string(i), start);
  EXPECT_EQ(limit.size(), 100U);
}

TEST(KeyedRateLimit, long_keys_are_cut_so_that_memory_is_bounded) {
  KeyedRateLimit limit({.rate = {.requests = 1, .window = 1h}});
  const std::string long_key(100'000, 'x');
  limit.take(long_key, start);
  EXPECT_FALSE(limit.take(long_key + "y", start).allowed);
}

TEST(KeyedRateLimit, a_smaller_number_of_keys_holds_at_once) {
  KeyedRateLimit limit({.keys_max = 100});
  for (int i = 0; i < 100; ++i) limit.take(std::to_string(i), start);
  limit.change({.keys_max = 10});
  EXPECT_EQ(limit.size(), 10U);
}

TEST(KeyedRateLimit, what_others_count_goes_on_from_there) {
  ManualClock clock;
  KeyedRateLimit limit({.rate = {.requests = 10, .window = milliseconds{1'000}}, .keys_max = 2});
  ASSERT_TRUE(limit.take("a", clock.steady_now()).allowed);
  limit.settle("a", -2, clock.steady_now());
  limit.settle("unknown", 5, clock.steady_now());
  const auto refused = limit.take("a", clock.steady_now());
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.remaining, 0U);
  EXPECT_EQ(refused.retry_after, milliseconds{300});
  clock.advance(milliseconds{300});
  EXPECT_TRUE(limit.take("a", clock.steady_now()).allowed);
  EXPECT_EQ(limit.size(), 1U);
}

}  // namespace
}  // namespace plaza::resilience
