#include "gateway/edge/limits/rate_limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::gateway {
namespace {

using testing::HasSubstr;

struct Caller {
  std::string address = "192.0.2.1";
  std::string subject{};
};

struct RateLimitsTest : testing::Test {
  RateLimitsTest() : limits(options(), *ClientAddress::make({}), routes(), clock, 2, metrics) {}

  static RateLimitsOptions options() {
    RateLimitsOptions made;
    made.read = {.requests = 3, .window = milliseconds{3'000}};
    made.write = {.requests = 1, .window = milliseconds{60'000}};
    made.routes = {"GET /map 1/2000"};
    return made;
  }
  static std::vector<LimitedRoute> routes() {
    return {{http::Method::get, "/things/{id}"}, {http::Method::get, "/map"}, {http::Method::post, "/things"}};
  }

  http::Response ask(http::Method method, std::string_view route, const Caller& caller) {
    const http::Request::Message message(method, "/x", 11);
    http::Request request(worker, message);
    request.route = route;
    request.remote_address = caller.address;
    request.context.identity.subject = caller.subject;
    auto early = limits.before(request);
    auto response = early ? *std::move(early) : http::json(200, "{}");
    limits.after(request, response);
    return response;
  }
  unsigned get(std::string_view route, const Caller& caller = {}) {
    return ask(http::Method::get, route, caller).status;
  }

  ManualClock clock;
  telemetry::Metrics metrics{2};
  Worker worker{0};
  RateLimits limits;
};

TEST_F(RateLimitsTest, a_client_that_asks_too_often_is_refused_until_it_has_waited) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get("/things/{id}"), 200U);
  const auto refused = ask(http::Method::get, "/things/{id}", {});
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(refused.headers.get("Content-Type"), "application/problem+json");
  EXPECT_EQ(refused.headers.get("Retry-After"), "1");
  EXPECT_EQ(refused.headers.get("RateLimit"), R"("read";r=0;t=3)");
  clock.advance(milliseconds{1'000});
  EXPECT_EQ(get("/things/{id}"), 200U);
  EXPECT_EQ(get("/things/{id}"), 429U);
  EXPECT_EQ(metrics.counter("rate_limited_total", "", {{"policy", "read"}}).value(), 2);
}

TEST_F(RateLimitsTest, every_answer_says_what_is_left_in_both_languages) {
  const auto answer = ask(http::Method::get, "/things/{id}", {});
  EXPECT_EQ(answer.headers.get("RateLimit-Policy"), R"("read";q=3;w=3)");
  EXPECT_EQ(answer.headers.get("RateLimit"), R"("read";r=2;t=1)");
  EXPECT_EQ(answer.headers.get("RateLimit-Limit"), "3");
  EXPECT_EQ(answer.headers.get("RateLimit-Remaining"), "2");
  EXPECT_EQ(answer.headers.get("RateLimit-Reset"), "1");
}

TEST_F(RateLimitsTest, a_client_is_its_subject_or_else_its_address) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get("/things/{id}"), 200U);
  EXPECT_EQ(get("/things/{id}", {.address = "192.0.2.2"}), 200U);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get("/things/{id}", {.subject = "alice"}), 200U);
  EXPECT_EQ(get("/things/{id}", {.address = "192.0.2.3", .subject = "alice"}), 429U);
  EXPECT_EQ(get("/things/{id}", {.subject = "@192.0.2.1"}), 200U);
  EXPECT_EQ(get("/things/{id}", {.subject = std::string(200, 'a')}), 200U);
}

TEST_F(RateLimitsTest, reads_writes_and_listed_routes_have_policies_of_their_own) {
  EXPECT_EQ(get("/map"), 200U);
  EXPECT_EQ(get("/map"), 429U);
  EXPECT_EQ(ask(http::Method::head, "/map", {}).status, 429U);
  EXPECT_EQ(get("/things/{id}"), 200U);
  const auto post = ask(http::Method::post, "/things", {});
  EXPECT_EQ(post.status, 200U);
  EXPECT_EQ(post.headers.get("RateLimit-Policy"), R"("write";q=1;w=60)");
  EXPECT_EQ(ask(http::Method::post, "/things", {}).status, 429U);
}

TEST_F(RateLimitsTest, what_is_no_route_of_the_api_is_not_limited) {
  for (int i = 0; i < 10; ++i) {
    const auto answer = ask(http::Method::get, "/healthz", {});
    EXPECT_EQ(answer.status, 200U);
    EXPECT_FALSE(answer.headers.contains("RateLimit"));
  }
}

TEST_F(RateLimitsTest, limits_change_while_they_are_in_use) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get("/things/{id}"), 200U);
  EXPECT_EQ(get("/things/{id}"), 429U);
  auto more = options();
  more.read = {.requests = 100, .window = milliseconds{1'000}};
  ASSERT_TRUE(limits.change(more));
  clock.advance(milliseconds{10});
  EXPECT_EQ(get("/things/{id}"), 200U);
  auto off = options();
  off.enabled = false;
  ASSERT_TRUE(limits.change(off));
  EXPECT_FALSE(ask(http::Method::get, "/things/{id}", {}).headers.contains("RateLimit"));
}

TEST_F(RateLimitsTest, bad_limits_change_nothing) {
  for (const auto* text : {"", "GET /map", "GET /map 1", "GET /map 0/1000", "GET /map 1/", "FETCH /map 1/1000",
                           "GET /nowhere 1/1000", "GET 1/1000", "GET /map 1/1000 "}) {
    auto bad = options();
    bad.enabled = true;
    bad.routes = {text};
    EXPECT_FALSE(limits.change(bad)) << text;
  }
  EXPECT_EQ(get("/map"), 200U);
  EXPECT_EQ(get("/map"), 429U);
}

}  // namespace
}  // namespace plaza::gateway
