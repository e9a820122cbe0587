#include "platform/resilience/retry_policy.hpp"

#include <gtest/gtest.h>

namespace plaza::resilience {
namespace {

using namespace std::chrono_literals;

const RetryOptions options{.attempts_max = 4, .backoff = 10ms, .backoff_max = 35ms, .retry_after_max = 250ms};

std::optional<milliseconds> delay(const FailedCall& call, std::uint64_t seed = 1) {
  RandomSource random(seed);
  return retry_delay(call, options, random);
}

TEST(RetryPolicy, sends_again_what_is_idempotent_or_never_reached_the_server) {
  EXPECT_TRUE(delay({.idempotent = true}));
  EXPECT_TRUE(delay({.never_reached_server = true}));
  EXPECT_FALSE(delay({}));
}

TEST(RetryPolicy, only_an_unavailable_server_is_worth_another_attempt) {
  for (const auto code : {Code::ok, Code::cancelled, Code::unknown, Code::invalid_argument, Code::deadline_exceeded,
                          Code::not_found, Code::aborted, Code::internal, Code::data_loss, Code::resource_exhausted}) {
    EXPECT_FALSE(delay({.idempotent = true, .code = code})) << to_string(code);
  }
  EXPECT_TRUE(delay({.idempotent = true, .code = Code::resource_exhausted, .retry_after = 1ms}));
}

TEST(RetryPolicy, stops_after_its_attempts) {
  EXPECT_TRUE(delay({.attempts = 3, .idempotent = true}));
  EXPECT_FALSE(delay({.attempts = 4, .idempotent = true}));
}

TEST(RetryPolicy, waits_are_spread_over_all_of_a_range_that_doubles_up_to_a_limit) {
  for (const auto& [attempts, longest] : {std::pair{1U, 10ms}, {2U, 20ms}, {3U, 35ms}}) {
    auto least = milliseconds::max();
    auto most = 0ms;
    for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
      const auto wait = *delay({.attempts = attempts, .idempotent = true}, seed);
      least = std::min(least, wait);
      most = std::max(most, wait);
    }
    EXPECT_EQ(least, 0ms);
    EXPECT_EQ(most, longest);
  }
}

TEST(RetryPolicy, does_not_come_back_before_the_server_said) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    EXPECT_GE(*delay({.idempotent = true, .retry_after = 200ms}, seed), 200ms);
  }
}

TEST(RetryPolicy, does_not_come_back_to_a_server_that_wants_a_long_pause) {
  EXPECT_TRUE(delay({.idempotent = true, .retry_after = 250ms}));
  EXPECT_FALSE(delay({.idempotent = true, .retry_after = 251ms}));
}

TEST(RetryPolicy, does_not_wait_beyond_the_deadline) {
  EXPECT_FALSE(delay({.idempotent = true, .retry_after = 200ms, .remaining = 200ms}));
  EXPECT_TRUE(delay({.idempotent = true, .retry_after = 200ms, .remaining = 300ms}));
}

}  // namespace
}  // namespace plaza::resilience
