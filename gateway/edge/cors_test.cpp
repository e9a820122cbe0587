#include "gateway/edge/cors.hpp"

#include "gateway/edge/filter_test.hpp"

namespace plaza::gateway {
namespace {

using Cross = testing::FilterTest;
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

}  // namespace
}  // namespace plaza::gateway
