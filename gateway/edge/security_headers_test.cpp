#include "gateway/edge/security_headers.hpp"

#include "gateway/edge/filter_test.hpp"

namespace plaza::gateway {
namespace {

using Security = testing::FilterTest;

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
