#include "gateway/edge/token/claims.hpp"

#include <gtest/gtest.h>

namespace plaza::gateway::token {
namespace {

constexpr SystemTime now{std::chrono::seconds{1'700'000'000}};

// The subject, or the word of the refusal with a "!".
std::string outcome(std::string_view payload, const ClaimRules& rules = {.leeway = std::chrono::seconds{30}}) {
  const auto checked = check_claims(payload, rules, now);
  return checked ? checked->identity.subject : "!" + std::string(word(checked.error()));
}

TEST(Claims, a_token_ends_with_its_expiry_and_the_leeway) {
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1700000001})"), "a");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1699999971})"), "a");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1699999970.5})"), "a");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1699999970})"), "!expired");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":0})"), "!expired");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":-5})"), "!expired");
  EXPECT_EQ(outcome(R"({"sub":"a"})"), "!claims");
  for (const auto* odd :
       {R"("1800000000")", "null", "true", "1e300", "-1e300", "[1800000000]", "1800000000000000000"}) {
    EXPECT_EQ(outcome(std::string(R"({"sub":"a","exp":)") + odd + "}"), "!claims") << odd;
  }
}

TEST(Claims, a_token_begins_with_nbf_and_iat_less_the_leeway) {
  for (const std::string name : {"nbf", "iat"}) {
    const auto at = [&](const std::string& time) {
      return outcome(fmt::format(R"({{"sub":"a","exp":1800000000,"{}":{}}})", name, time));
    };
    EXPECT_EQ(at("1700000030"), "a") << name;
    EXPECT_EQ(at("1700000031"), "!not_yet_valid") << name;
    EXPECT_EQ(at("\"1600000000\""), "!claims") << name;
  }
}

TEST(Claims, the_issuer_is_the_configured_one) {
  const ClaimRules rules{.issuer = "https://login.example"};
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1800000000,"iss":"https://login.example"})", rules), "a");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1800000000,"iss":"https://login.example/"})", rules), "!issuer");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1800000000})", rules), "!issuer");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1800000000,"iss":["https://login.example"]})", rules), "!claims");
}

TEST(Claims, the_audience_must_include_us) {
  const ClaimRules rules{.audiences = {"plaza", "plaza-test"}};
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1800000000,"aud":"plaza"})", rules), "a");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1800000000,"aud":["x","plaza-test"]})", rules), "a");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1800000000,"aud":["x"]})", rules), "!audience");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1800000000,"aud":[]})", rules), "!audience");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1800000000,"aud":"Plaza"})", rules), "!audience");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1800000000,"aud":7})", rules), "!claims");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1800000000})", rules), "a");
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1800000000})", {.audiences = {"plaza"}, .audience_needed = true}), "!audience");
  // Who has no name of its own is never the audience that a token names.
  EXPECT_EQ(outcome(R"({"sub":"a","exp":1800000000,"aud":"plaza"})"), "!audience");
}

TEST(Claims, a_subject_is_needed_and_can_stand_in_a_header) {
  const auto with = [](const std::string& subject) { return outcome(R"({"exp":1800000000,"sub":)" + subject + "}"); };
  EXPECT_EQ(with(R"("陳小明")"), "陳小明");
  EXPECT_EQ(with('"' + std::string(255, 'x') + '"'), std::string(255, 'x'));
  EXPECT_EQ(outcome(R"({"exp":1800000000})"), "!claims");
  for (const auto& odd :
       {std::string(R"("")"), std::string("7"), std::string("null"), '"' + std::string(256, 'x') + '"',
        std::string(R"("a\r\nX-Admin: 1")"), std::string(R"("a\u0000")")}) {
    EXPECT_EQ(with(odd), "!claims") << odd;
  }
}

TEST(Claims, scopes_are_words_of_one_text) {
  const auto scopes = [](const std::string& scope) {
    const auto checked = check_claims(R"({"sub":"a","exp":1800000000,"scope":)" + scope + "}", {}, now);
    return checked ? std::optional(checked->identity.scopes) : std::nullopt;
  };
  using Words = std::vector<std::string>;
  EXPECT_EQ(scopes(R"("operator  sticker:check ")"), (Words{"operator", "sticker:check"}));
  EXPECT_EQ(scopes(R"("")"), Words{});
  EXPECT_FALSE(scopes(R"(["operator"])"));
  EXPECT_FALSE(scopes(R"("a\"b")"));
  EXPECT_FALSE(scopes(R"("a\tb")"));
  std::string many;
  for (std::size_t i = 0; i < scopes_max; ++i) many += "a ";
  EXPECT_TRUE(scopes('"' + many + '"'));
  EXPECT_FALSE(scopes('"' + many + "a\""));
}

TEST(Claims, a_payload_that_two_readers_could_understand_differently_is_refused) {
  for (const auto* odd :
       {"", "null", "[]", R"({"sub":"a","exp":1800000000,"sub":"b"})", R"({"sub":"a","exp":1,"exp":1800000000})",
        R"({"sub":"a","exp":1800000000,"x":[{"y":1,"y":1}]})", R"({"sub":"a","exp":1800000000}x)"}) {
    EXPECT_EQ(outcome(odd), "!malformed") << odd;
  }
}

}  // namespace
}  // namespace plaza::gateway::token
