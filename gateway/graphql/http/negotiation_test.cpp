#include "gateway/graphql/http/negotiation.hpp"

#include <gtest/gtest.h>

namespace plaza::graphql {
namespace {

TEST(Negotiation, who_does_not_care_gets_plain_json) {
  EXPECT_EQ(negotiate(""), MediaType::json);
  EXPECT_EQ(negotiate("*/*"), MediaType::json);
  EXPECT_EQ(negotiate("application/*"), MediaType::json);
  EXPECT_EQ(negotiate("text/html, */*;q=0.1"), MediaType::json);
}

TEST(Negotiation, the_better_liked_type_wins) {
  EXPECT_EQ(negotiate("application/graphql-response+json"), MediaType::graphql_response);
  EXPECT_EQ(negotiate("application/graphql-response+json, application/json;q=0.9"), MediaType::graphql_response);
  EXPECT_EQ(negotiate("application/json, application/graphql-response+json;q=0.5"), MediaType::json);
  EXPECT_EQ(negotiate("Application/GraphQL-Response+JSON; charset=UTF-8"), MediaType::graphql_response);
  EXPECT_EQ(negotiate("*/*, application/json;q=0"), MediaType::graphql_response);
}

TEST(Negotiation, who_takes_neither_gets_none) {
  EXPECT_EQ(negotiate("text/plain"), std::nullopt);
  EXPECT_EQ(negotiate("application/json;q=0"), std::nullopt);
  EXPECT_EQ(negotiate("application/json; charset=latin1"), std::nullopt);
}

TEST(Negotiation, only_json_in_utf8_is_a_body) {
  EXPECT_TRUE(is_json_body("application/json"));
  EXPECT_TRUE(is_json_body("Application/JSON; charset=\"utf-8\""));
  EXPECT_FALSE(is_json_body(""));
  EXPECT_FALSE(is_json_body("text/plain"));
  EXPECT_FALSE(is_json_body("application/x-www-form-urlencoded"));
  EXPECT_FALSE(is_json_body("multipart/form-data; boundary=x"));
  EXPECT_FALSE(is_json_body("application/json; charset=utf-16"));
}

TEST(Negotiation, browsers_that_open_the_address_want_a_page) {
  EXPECT_TRUE(prefers_html("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
  EXPECT_FALSE(prefers_html("application/json"));
  EXPECT_FALSE(prefers_html(""));
}

}  // namespace
}  // namespace plaza::graphql
