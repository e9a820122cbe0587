#include "platform/http/router.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace plaza::http {
namespace {

Response nothing(Request&) {
  return no_content();
}

struct RouterTest : ::testing::Test {
  RouterTest() {
    for (const auto* path :
         {"/", "/a", "/a/", "/a/{id}", "/a/fixed", "/a/fixed/deep", "/a/{id}/{part}", "/files/{path...}"}) {
      router.get(path, nothing);
    }
    router.add({.method = Method::post, .path = "/a/other", .handler = nothing});
    router.add({.method = Method::put, .path = "/only-put", .handler = nothing});
  }

  // The template that a path matches, with its parameters; "" when none does.
  std::string match(std::string_view path, Method method = Method::get) {
    const auto found = router.match(method, path);
    if (found.route == nullptr) return {};
    std::string out = found.route->path;
    for (const auto& value : found.parameters) out += " " + value;
    return out;
  }

  Router router;
};

TEST_F(RouterTest, a_fixed_segment_wins_over_a_parameter) {
  EXPECT_EQ(match("/a/fixed"), "/a/fixed");
  EXPECT_EQ(match("/a/else"), "/a/{id} else");
}

TEST_F(RouterTest, a_fixed_segment_that_leads_nowhere_gives_way_to_a_parameter) {
  EXPECT_EQ(match("/a/fixed/shallow"), "/a/{id}/{part} fixed shallow");
  EXPECT_EQ(match("/a/fixed/deep"), "/a/fixed/deep");
  EXPECT_EQ(match("/a/other"), "/a/{id} other");
  EXPECT_EQ(match("/a/other", Method::post), "/a/other");
}

TEST_F(RouterTest, slashes_count) {
  EXPECT_EQ(match("/"), "/");
  EXPECT_EQ(match("/a"), "/a");
  EXPECT_EQ(match("/a/"), "/a/");
  EXPECT_EQ(match("//"), "");
  EXPECT_EQ(match("/a//b"), "");
  EXPECT_EQ(match(""), "");
  EXPECT_EQ(match("*"), "");
}

TEST_F(RouterTest, a_last_parameter_may_take_the_rest) {
  EXPECT_EQ(match("/files/a/b/c.txt"), "/files/{path...} a/b/c.txt");
  EXPECT_EQ(match("/files"), "");
}

TEST_F(RouterTest, segments_are_decoded) {
  EXPECT_EQ(match("/a/%E5%8F%B0%E5%8C%97"), "/a/{id} 台北");
  EXPECT_EQ(match("/%61/fixed"), "/a/fixed");
  EXPECT_EQ(match("/a/a+b"), "/a/{id} a+b");
}

TEST_F(RouterTest, what_cannot_be_decoded_or_hides_its_meaning_matches_nothing) {
  for (const auto* path : {"/a/%", "/a/%4", "/a/%zz", "/a/%ff", "/a/%00", "/a/b%2fc", "/a/b%5Cc", "/a/..", "/a/.",
                           "/a/%2e%2E", "/files/../a", "/files/%2e"}) {
    EXPECT_EQ(match(path), "") << path;
  }
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "/x";
  EXPECT_EQ(match("/files" + deep), "");
}

TEST_F(RouterTest, a_get_serves_head_too) {
  EXPECT_EQ(match("/a", Method::head), "/a");
}

TEST_F(RouterTest, a_known_path_tells_what_it_takes) {
  EXPECT_EQ(router.match(Method::delete_, "/a/other").allowed, "GET, HEAD, OPTIONS, POST");
  EXPECT_EQ(router.match(Method::get, "/only-put").allowed, "OPTIONS, PUT");
  EXPECT_EQ(router.match(Method::get, "/unknown").allowed, "");
}

TEST_F(RouterTest, malformed_and_repeated_routes_are_refused) {
  for (const auto* path :
       {"", "a", "/a//b", "/{", "/{}", "/{a", "/{a}b", "/{a b}", "/{rest...}/x", "/a?b", "/a%20", "/a"}) {
    EXPECT_THROW(router.get(path, nothing), std::logic_error) << path;
  }
}

}  // namespace
}  // namespace plaza::http
