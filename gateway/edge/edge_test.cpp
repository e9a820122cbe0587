#include <gtest/gtest.h>

#include "gateway/edge/cors.hpp"
#include "gateway/edge/security_headers.hpp"

namespace plaza::gateway {
namespace {

class Edge : public testing::Test {
 protected:
  Edge() {
    router_.get("/things/{id}", http::PlainHandler([](http::Request&) { return http::no_content(); }));
  }

  // What a filter makes of a request that the handler answers with `response`.
  http::Response pass(http::Filter& filter, http::Method method, std::string_view target,
                      const std::vector<std::pair<std::string, std::string>>& headers, http::Response response) {
    message_ = {};
    message_.method(method);
    message_.target(target);
    for (const auto& [name, value] : headers) message_.set(name, value);
    http::Request request(worker_, message_);
    if (auto early = filter.before(request)) response = std::move(*early);
    filter.after(request, response);
    return response;
  }

  Worker worker_{0};
  http::Router router_;
  http::Request::Message message_;
};

using Cross = Edge;
using Headers = std::vector<std::pair<std::string, std::string>>;

const Headers preflight{{"Origin", "https://a.example"}, {"Access-Control-Request-Method", "GET"}};

TEST_F(Cross, pages_of_any_origin_may_read_by_default) {
  Cors cors(router_, {});
  const auto response =
      pass(cors, http::Method::get, "/things/1", {{"Origin", "https://a.example"}}, http::json(200, "{}"));
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "*");
  EXPECT_NE(response.headers.get("Access-Control-Expose-Headers").find("X-Request-Id"), std::string_view::npos);
  EXPECT_FALSE(response.headers.contains("Access-Control-Allow-Credentials"));
  EXPECT_FALSE(response.headers.contains("Vary"));
}

TEST_F(Cross, a_preflight_of_a_known_address_names_its_methods) {
  Cors cors(router_, {});
  const auto response = pass(cors, http::Method::options, "/things/1", preflight, http::json(500, ""));
  EXPECT_EQ(response.status, 204U);
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(response.headers.get("Access-Control-Max-Age"), "600");
  EXPECT_NE(response.headers.get("Access-Control-Allow-Headers").find("If-None-Match"), std::string_view::npos);
}

TEST_F(Cross, other_options_requests_go_on_to_the_server) {
  Cors cors(router_, {});
  EXPECT_EQ(pass(cors, http::Method::options, "/unknown", preflight, http::json(404, "")).status, 404U);
  EXPECT_EQ(pass(cors, http::Method::options, "/things/1", {}, http::json(299, "")).status, 299U);
  EXPECT_EQ(
      pass(cors, http::Method::options, "/things/1", {{"Origin", "https://a.example"}}, http::json(299, "")).status,
      299U);
}

TEST_F(Cross, with_a_list_only_its_origins_are_admitted) {
  Cors cors(router_, {.origins = {"https://a.example"}});
  const auto admitted = pass(cors, http::Method::get, "/", {{"Origin", "https://a.example"}}, http::json(200, ""));
  EXPECT_EQ(admitted.headers.get("Access-Control-Allow-Origin"), "https://a.example");
  EXPECT_EQ(admitted.headers.get("Vary"), "Origin");
  const auto refused = pass(cors, http::Method::get, "/", {{"Origin", "https://b.example"}}, http::json(200, ""));
  EXPECT_FALSE(refused.headers.contains("Access-Control-Allow-Origin"));
  EXPECT_EQ(refused.headers.get("Vary"), "Origin");
  const auto asked =
      pass(cors, http::Method::options, "/things/1",
           {{"Origin", "https://b.example"}, {"Access-Control-Request-Method", "GET"}}, http::json(299, ""));
  EXPECT_EQ(asked.status, 299U);
}

using Security = Edge;

TEST_F(Security, data_is_neither_run_nor_framed_but_may_be_read_from_elsewhere) {
  SecurityHeaders security({});
  const auto response = pass(security, http::Method::get, "/", {}, http::json(200, "{}"));
  EXPECT_EQ(response.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response.headers.get("Cross-Origin-Resource-Policy"), "cross-origin");
  EXPECT_EQ(response.headers.get("Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'");
  EXPECT_FALSE(response.headers.contains("Strict-Transport-Security"));
}

TEST_F(Security, pages_load_nothing_from_elsewhere) {
  SecurityHeaders security({});
  const auto response = pass(security, http::Method::get, "/", {}, http::html(200, "<p>"));
  EXPECT_TRUE(response.headers.get("Content-Security-Policy").starts_with("default-src 'none'; img-src 'self'"));
  EXPECT_EQ(response.headers.get("Cross-Origin-Resource-Policy"), "same-origin");
  EXPECT_TRUE(response.headers.contains("Permissions-Policy"));
}

TEST_F(Security, an_answers_own_policy_stays) {
  SecurityHeaders security({});
  auto own = http::html(200, "<p>");
  own.headers.add("Content-Security-Policy", "script-src 'self'");
  const auto response = pass(security, http::Method::get, "/", {}, std::move(own));
  EXPECT_EQ(response.headers.get("Content-Security-Policy"), "script-src 'self'");
}

TEST_F(Security, https_is_insisted_on_only_where_it_is_configured) {
  SecurityHeaders security({.hsts = true});
  const auto response = pass(security, http::Method::get, "/", {}, http::json(200, "{}"));
  EXPECT_TRUE(response.headers.get("Strict-Transport-Security").starts_with("max-age="));
}

}  // namespace
}  // namespace plaza::gateway
