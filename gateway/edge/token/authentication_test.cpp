#include "gateway/edge/token/authentication.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/edge/token/challenge.hpp"
#include "gateway/edge/token/test_signer.hpp"

namespace plaza::gateway::token {
namespace {

using testing::HasSubstr;

struct AuthenticationTest : testing::Test {
  AuthenticationTest() : key(Signer::ec("P-256")), store({Algorithm::es256}), worker(0) {
    EXPECT_TRUE(store.load(key_file(key.jwk(R"("kid":"a")"))));
    make({});
  }
  void make(const Options& options) { filter.emplace(options, store, clock, 2, metrics); }

  std::string token(std::string_view subject = "alice", const Signer* signer = nullptr) const {
    const auto expires = std::chrono::duration_cast<std::chrono::seconds>(clock.now().time_since_epoch()).count() + 600;
    return (signer == nullptr ? key : *signer)
        .token(Algorithm::es256, R"({"alg":"ES256","kid":"a"})",
               fmt::format(R"({{"sub":"{}","scope":"operator","exp":{}}})", subject, expires));
  }
  // What the filter makes of a request with these Authorization headers.
  std::optional<http::Response> ask(const std::vector<std::string>& credentials) {
    message = http::Request::Message(http::Method::get, "/api/v1/orders?first=5", 11);
    for (const auto& one : credentials) message.insert(http::Field::authorization, one);
    request.emplace(worker, message);
    return filter->before(*request);
  }
  double checks(const std::string& result) {
    return metrics.counter("token_checks_total", "Bearer tokens by what became of them", {{"result", result}}).value();
  }

  ManualClock clock;
  Signer key;
  KeyStore store;
  telemetry::Metrics metrics{2};
  Worker worker;
  http::Request::Message message;
  std::optional<http::Request> request;
  std::optional<Authentication> filter;
};

TEST_F(AuthenticationTest, a_token_tells_who_asks) {
  EXPECT_FALSE(ask({"Bearer " + token()}));
  EXPECT_EQ(request->context.identity.subject, "alice");
  EXPECT_EQ(request->context.identity.scopes, std::vector<std::string>{"operator"});
  EXPECT_FALSE(ask({"bearer   " + token("bob")}));
  EXPECT_EQ(request->context.identity.subject, "bob");
}

TEST_F(AuthenticationTest, without_a_bearer_token_a_request_is_anonymous) {
  for (const auto& credentials : {std::vector<std::string>{}, {"Basic YWxpY2U6c2VjcmV0"}, {"Bearers x"}}) {
    EXPECT_FALSE(ask(credentials));
    EXPECT_EQ(request->context.identity.subject, "");
  }
}

TEST_F(AuthenticationTest, a_bad_token_is_answered_with_a_problem_and_a_challenge) {
  const auto mallory = Signer::ec("P-256");
  const auto response = ask({"Bearer " + token("alice", &mallory)});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 401U);
  EXPECT_EQ(response->headers.get("Content-Type"), "application/problem+json");
  EXPECT_EQ(response->headers.get("WWW-Authenticate"),
            R"(Bearer realm="plaza", error="invalid_token", error_description="the token has a wrong signature")");
  EXPECT_THAT(std::string(response->text()), HasSubstr(R"("detail":"the token has a wrong signature")"));
  EXPECT_THAT(std::string(response->text()), HasSubstr(R"("instance":"/api/v1/orders")"));
  EXPECT_EQ(request->context.identity.subject, "");
  EXPECT_EQ(checks("signature"), 1);
  for (const auto* odd : {"Bearer", "Bearer ", "Bearer alice", "Bearer a.b.c", "BEARER \"x\""}) {
    const auto refused = ask({odd});
    ASSERT_TRUE(refused) << odd;
    EXPECT_EQ(refused->status, 401U);
  }
}

TEST_F(AuthenticationTest, two_authorization_headers_are_an_invalid_request) {
  const auto response = ask({"Bearer " + token(), "Bearer " + token("bob")});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 400U);
  EXPECT_THAT(std::string(response->headers.get("WWW-Authenticate")), HasSubstr("error=\"invalid_request\""));
}

TEST_F(AuthenticationTest, a_token_beyond_the_limit_is_refused_unread) {
  make({.token_bytes_max = 300});
  EXPECT_FALSE(ask({"Bearer " + token()}));
  ASSERT_TRUE(ask({"Bearer " + token(std::string(200, 'x'))}));
  ASSERT_TRUE(ask({"Bearer " + std::string(8000, '.')}));
  EXPECT_EQ(checks("too_large"), 2);
}

TEST_F(AuthenticationTest, a_known_token_is_not_verified_again_until_it_expires) {
  const auto text = token();
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(ask({"Bearer " + text}));
  EXPECT_EQ(checks("verified"), 1);
  EXPECT_EQ(checks("cached"), 2);
  EXPECT_EQ(request->context.identity.subject, "alice");
  clock.advance(std::chrono::seconds{600} + Options{}.leeway);
  const auto response = ask({"Bearer " + text});
  ASSERT_TRUE(response);
  EXPECT_THAT(std::string(response->text()), HasSubstr("expired"));
  EXPECT_EQ(checks("expired"), 1);
}

TEST_F(AuthenticationTest, a_known_token_is_forgotten_when_its_key_goes) {
  const auto text = token();
  EXPECT_FALSE(ask({"Bearer " + text}));
  const auto next = Signer::ec("P-256");
  ASSERT_TRUE(store.load(key_file(key.jwk(R"("kid":"a")") + "," + next.jwk(R"("kid":"b")"))));
  EXPECT_FALSE(ask({"Bearer " + text}));
  EXPECT_EQ(checks("verified"), 2);  // the keys are others now: nothing is taken over
  ASSERT_TRUE(store.load(key_file(next.jwk(R"("kid":"b")"))));
  const auto response = ask({"Bearer " + text});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 401U);
  EXPECT_EQ(checks("unknown_key"), 1);
}

TEST_F(AuthenticationTest, without_keys_every_token_is_refused) {
  const KeyStore empty({Algorithm::es256});
  filter.emplace(Options{}, empty, clock, 2, metrics);
  EXPECT_TRUE(ask({"Bearer " + token()}));
  EXPECT_FALSE(ask({}));
}

TEST_F(AuthenticationTest, refused_tokens_do_not_push_out_known_ones) {
  make({.cache_entries_max = 1});
  const auto text = token();
  EXPECT_FALSE(ask({"Bearer " + text}));
  const auto mallory = Signer::ec("P-256");
  EXPECT_TRUE(ask({"Bearer " + token("mallory", &mallory)}));
  EXPECT_FALSE(ask({"Bearer " + text}));
  EXPECT_EQ(checks("cached"), 1);
}

TEST_F(AuthenticationTest, routes_ask_for_a_subject_or_a_scope) {
  ask({});
  const auto unknown = require_subject(*request);
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->status, 401U);
  EXPECT_EQ(unknown->headers.get("WWW-Authenticate"), "Bearer realm=\"plaza\"");
  EXPECT_EQ(require_scope(*request, "operator")->status, 401U);
  ask({"Bearer " + token()});
  EXPECT_FALSE(require_subject(*request));
  EXPECT_FALSE(require_scope(*request, "operator"));
  const auto lacking = require_scope(*request, "courier");
  ASSERT_TRUE(lacking);
  EXPECT_EQ(lacking->status, 403U);
  EXPECT_EQ(lacking->headers.get("WWW-Authenticate"),
            R"(Bearer realm="plaza", error="insufficient_scope", scope="courier")");
}

}  // namespace
}  // namespace plaza::gateway::token
