#include "platform/http/problem.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/http/message.hpp"

namespace plaza::http {
namespace {

struct ProblemTest : ::testing::Test {
  ProblemTest() { message.target("/things/7?x=1"); }

  Worker worker{0};
  Request::Message message;
  Request request{worker, message};
};

TEST_F(ProblemTest, an_error_is_answered_with_its_kind_and_fields) {
  const Error error{.code = Code::invalid_argument,
                    .message = "the \"thing\" is wrong",
                    .fields = {{"/lines/0/quantity", "is negative"}, {"first", "is above 100"}}};
  const auto response = problem(request, error);
  EXPECT_EQ(response.status, 400U);
  EXPECT_EQ(response.headers.get("content-type"), "application/problem+json");
  EXPECT_EQ(
      response.text(),
      R"({"type":"/problems/invalid-request","title":"The request is not valid","status":400,)"
      R"("detail":"the \"thing\" is wrong","instance":"/things/7",)"
      R"("errors":[{"pointer":"/lines/0/quantity","detail":"is negative"},{"pointer":"first","detail":"is above 100"}]})");
}

TEST(ProblemInstance, is_a_uri_reference_whatever_the_path_held) {
  const auto body = [](std::string_view path) {
    return std::string(problem(problem_type("not-found"), {}, path).text());
  };
  EXPECT_THAT(body("/a/%E5%8F%B0?b=c"), testing::HasSubstr(R"("instance":"/a/%E5%8F%B0?b=c")"));
  EXPECT_THAT(body("/a/%zz%"), testing::HasSubstr(R"("instance":"/a/%25zz%25")"));
  EXPECT_THAT(body("/a|\"<b>"), testing::HasSubstr(R"("instance":"/a%7C%22%3Cb%3E")"));
}

TEST_F(ProblemTest, overload_says_when_to_come_back) {
  EXPECT_EQ(problem(request, {.code = Code::unavailable, .message = "x"}).headers.get("Retry-After"), "1");
  const Error limited{.code = Code::resource_exhausted, .message = "x", .retry_after = milliseconds{2'100}};
  EXPECT_EQ(problem(request, limited).headers.get("Retry-After"), "3");
  EXPECT_EQ(problem(request, {.code = Code::not_found, .message = "x"}).headers.get("Retry-After"), "");
}

TEST_F(ProblemTest, what_goes_wrong_inside_is_not_told) {
  const auto response = problem(request, {.code = Code::internal, .message = "password=secret"});
  EXPECT_EQ(response.status, 500U);
  EXPECT_EQ(response.text().find("secret"), std::string_view::npos);
}

TEST(ProblemTypes, every_code_and_slug_has_one) {
  std::set<std::string_view> slugs;
  for (const auto& type : problem_types()) {
    EXPECT_TRUE(slugs.insert(type.slug).second) << type.slug;
    EXPECT_EQ(&problem_type(type.slug), &type);
  }
  EXPECT_THROW(problem_type("no-such-thing"), std::logic_error);
  EXPECT_EQ(problem_type(Code::deadline_exceeded).status, 504U);
  EXPECT_EQ(problem_type(Code::already_exists).status, 409U);
  EXPECT_EQ(problem_type_of_status(431).slug, "header-too-large");
}

TEST_F(ProblemTest, every_type_has_a_page) {
  Router router;
  add_problem_pages(router);
  for (const auto& type : problem_types()) {
    const auto match = router.match(Method::get, "/problems/" + std::string(type.slug));
    ASSERT_NE(match.route, nullptr) << type.slug;
    const auto page = std::get<PlainHandler>(match.route->handler)(request);
    EXPECT_TRUE(page.text().starts_with("<!DOCTYPE html>\n<html lang=\"en\">")) << type.slug;
    EXPECT_NE(page.text().find("/problems/" + std::string(type.slug)), std::string_view::npos);
  }
  EXPECT_NE(router.match(Method::get, "/problems").route, nullptr);
}

}  // namespace
}  // namespace plaza::http
