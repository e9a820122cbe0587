#include "gateway/graphql/http/persisted_queries.hpp"

#include <gtest/gtest.h>

namespace plaza::graphql {
namespace {

constexpr std::string_view query = "{ __typename }";

using Refusal = PersistedQueries::Refusal;

std::shared_ptr<const KnownQueries> none() {
  return std::make_shared<const KnownQueries>();
}

TEST(PersistedQueries, a_hash_stands_for_its_query_once_both_came) {
  PersistedQueries queries(none(), {});
  const auto hash = sha256(query);
  EXPECT_EQ(queries.resolve(std::nullopt, hash).error(), Refusal::not_found);
  EXPECT_EQ(queries.resolve(query, hash), query);
  EXPECT_EQ(queries.resolve(std::nullopt, hash), query);
  EXPECT_EQ(queries.resolve(query, std::nullopt), query);
}

TEST(PersistedQueries, a_hash_of_something_else_is_refused) {
  PersistedQueries queries(none(), {});
  EXPECT_EQ(queries.resolve(query, sha256("{ other }")).error(), Refusal::wrong_hash);
}

TEST(PersistedQueries, queries_and_their_bytes_are_bounded) {
  PersistedQueries few(none(), {.queries_max = 2});
  for (const auto* text : {"{ a }", "{ b }", "{ c }"}) EXPECT_TRUE(few.resolve(text, sha256(text)));
  EXPECT_EQ(few.size(), 2U);
  EXPECT_EQ(few.resolve(std::nullopt, sha256("{ a }")).error(), Refusal::not_found);
  PersistedQueries small(none(), {.bytes_max = 4});
  EXPECT_TRUE(small.resolve("{ a }", sha256("{ a }")));
  EXPECT_EQ(small.size(), 0U);
}

TEST(PersistedQueries, the_known_list_may_be_all_there_is) {
  const auto known = KnownQueries::read("{\"" + sha256(query) + "\": \"" + std::string(query) + "\"}");
  ASSERT_TRUE(known) << known.error().message;
  PersistedQueries queries(*known, {.only_known = true});
  EXPECT_EQ(queries.resolve(std::nullopt, sha256(query)), query);
  EXPECT_EQ(queries.resolve(query, std::nullopt), query);
  EXPECT_EQ(queries.resolve("{ other }", std::nullopt).error(), Refusal::not_allowed);
  EXPECT_EQ(queries.resolve("{ other }", sha256("{ other }")).error(), Refusal::not_allowed);
}

TEST(KnownQueries, a_list_with_a_wrong_hash_is_refused) {
  EXPECT_FALSE(KnownQueries::read(R"({"abc": "{ a }"})"));
  EXPECT_FALSE(KnownQueries::read("[]"));
  EXPECT_FALSE(KnownQueries::read("no json"));
  EXPECT_EQ((*KnownQueries::read("{}"))->size(), 0U);
}

}  // namespace
}  // namespace plaza::graphql
