#include "platform/rpc/idempotency_key.hpp"

#include <gtest/gtest.h>

namespace plaza::rpc {
namespace {

constexpr std::string_view uuid = "018bcfe5-6800-7000-8000-000000000001";
const Identity ada{.subject = "ada", .scopes = {}};
const Identity bob{.subject = "bob", .scopes = {}};

TEST(IdempotencyKey, none_is_none) {
  EXPECT_EQ(idempotency_key("create", {}, "", "body").value(), std::nullopt);
}

TEST(IdempotencyKey, belongs_to_its_method_and_its_caller) {
  const auto key = idempotency_key("create", ada, "k", "body").value().value();
  EXPECT_EQ(key.key.size(), 32);
  EXPECT_EQ(idempotency_key("create", ada, "k", "body").value(), key);
  EXPECT_NE(idempotency_key("cancel", ada, "k", "body").value()->key, key.key);
  EXPECT_NE(idempotency_key("create", bob, "k", "body").value()->key, key.key);
  EXPECT_NE(idempotency_key("create", {.subject = "ad", .scopes = {}}, "ak", "body").value()->key, key.key);
}

TEST(IdempotencyKey, another_request_has_another_digest) {
  const auto one = idempotency_key("create", ada, "k", "body").value().value();
  const auto other = idempotency_key("create", ada, "k", "another").value().value();
  EXPECT_EQ(one.key, other.key);
  EXPECT_NE(one.request, other.request);
}

TEST(IdempotencyKey, without_a_subject_it_is_a_uuid) {
  EXPECT_TRUE(idempotency_key("create", {}, uuid, "body"));
  const auto refused = idempotency_key("create", {}, "1", "body");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid_argument);
  EXPECT_EQ(refused.error().fields[0].pointer, "Idempotency-Key");
}

TEST(IdempotencyKey, is_at_most_255_characters_of_text) {
  EXPECT_TRUE(idempotency_key("create", ada, std::string(255, 'k'), ""));
  EXPECT_FALSE(idempotency_key("create", ada, std::string(256, 'k'), ""));
  EXPECT_FALSE(idempotency_key("create", ada, "\n", ""));
}

}  // namespace
}  // namespace plaza::rpc
