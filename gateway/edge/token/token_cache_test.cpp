#include "gateway/edge/token/token_cache.hpp"

#include <gtest/gtest.h>

namespace plaza::gateway::token {
namespace {

constexpr SystemTime now{std::chrono::seconds{1'700'000'000}};
constexpr std::chrono::seconds minute{60};

VerifiedToken of(std::string subject) {
  return {.identity = {.subject = std::move(subject), .scopes = {"operator"}}, .valid_until = now + minute};
}

std::string found(TokenCache& cache, std::string_view token, SystemTime at = now) {
  const auto* identity = cache.find(token, at);
  return identity == nullptr ? "" : identity->subject;
}

TEST(TokenCache, a_token_is_known_until_it_expires) {
  TokenCache cache(10, 10'000);
  cache.insert("one", of("alice"));
  EXPECT_EQ(found(cache, "one"), "alice");
  EXPECT_EQ(found(cache, "one", now + minute - milliseconds{1}), "alice");
  EXPECT_EQ(found(cache, "one", now + minute), "");
  EXPECT_EQ(cache.size(), 0U);
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(TokenCache, only_the_whole_token_is_it) {
  TokenCache cache(10, 10'000);
  cache.insert("header.payload.signature", of("alice"));
  for (const auto* other : {"", "header.payload.signaturf", "header.payload.signatur", "header.payload.signature ",
                            "Header.payload.signature"}) {
    EXPECT_EQ(found(cache, other), "") << other;
  }
}

TEST(TokenCache, the_least_recently_used_makes_room) {
  TokenCache cache(3, 10'000);
  for (const auto* token : {"a", "b", "c"}) cache.insert(token, of(token));
  EXPECT_EQ(found(cache, "a"), "a");
  cache.insert("d", of("d"));
  EXPECT_EQ(found(cache, "b"), "");
  EXPECT_EQ(found(cache, "a"), "a");
  EXPECT_EQ(cache.size(), 3U);
}

TEST(TokenCache, memory_is_bounded_whatever_the_size_of_tokens) {
  TokenCache cache(1'000'000, 10'000);
  for (int i = 0; i < 1000; ++i) {
    cache.insert(std::string(static_cast<std::size_t>(i), 'x'), of("someone"));
    EXPECT_LE(cache.bytes(), 10'000U);
  }
  EXPECT_GT(cache.size(), 5U);
  cache.insert(std::string(20'000, 'y'), of("large"));
  EXPECT_EQ(found(cache, std::string(20'000, 'y')), "");
  EXPECT_EQ(found(cache, std::string(999, 'x')), "someone");
}

TEST(TokenCache, the_same_token_again_takes_one_place) {
  TokenCache cache(10, 10'000);
  cache.insert("one", of("alice"));
  const auto bytes = cache.bytes();
  cache.insert("one", of("alice"));
  EXPECT_EQ(cache.size(), 1U);
  EXPECT_EQ(cache.bytes(), bytes);
}

TEST(TokenCache, a_cache_of_no_size_keeps_nothing_and_a_cleared_one_neither) {
  TokenCache none(0, 10'000);
  none.insert("one", of("alice"));
  EXPECT_EQ(found(none, "one"), "");
  TokenCache cache(10, 10'000);
  cache.insert("one", of("alice"));
  cache.clear();
  EXPECT_EQ(found(cache, "one"), "");
  EXPECT_EQ(cache.bytes(), 0U);
}

}  // namespace
}  // namespace plaza::gateway::token
