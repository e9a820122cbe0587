#include "gateway/description/operation.hpp"

#include <gtest/gtest.h>

namespace plaza::gateway {
namespace {

// The status that a route which needs the scope, or any token, gives to this caller.
unsigned status_for(const Identity& caller, const std::string& scope = "operator") {
  Api api;
  api.add({.path = "/fleet",
           .id = "getFleet",
           .scope = scope,
           .needs_subject = true,
           .handler = http::PlainHandler([](http::Request&) { return http::no_content(); })});
  http::Router router;
  api.add_routes(router);
  Worker worker(0);
  const http::Request::Message message(http::Method::get, "/fleet", 11);
  http::Request request(worker, message);
  request.context.identity = caller;
  const auto match = router.match(request.method(), request.path());
  return std::get<http::PlainHandler>(match.route->handler)(request).status;
}

TEST(Operation, a_route_about_ones_own_is_open_to_any_token) {
  EXPECT_EQ(status_for({}, ""), 401U);
  EXPECT_EQ(status_for({.subject = "alice", .scopes = {}}, ""), 204U);
}

TEST(Operation, a_route_with_a_scope_is_open_to_its_holders_only) {
  EXPECT_EQ(status_for({}), 401U);
  EXPECT_EQ(status_for({.subject = "alice", .scopes = {"courier"}}), 403U);
  EXPECT_EQ(status_for({.subject = "alice", .scopes = {"courier", "operator"}}), 204U);
}

}  // namespace
}  // namespace plaza::gateway
