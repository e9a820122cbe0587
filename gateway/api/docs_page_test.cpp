#include "gateway/api/docs_page.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace plaza::gateway {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

struct DocsPageTest : testing::Test {
  DocsPageTest() : folder(std::filesystem::temp_directory_path() / ("plaza-docs-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder);
  }
  ~DocsPageTest() override { std::filesystem::remove_all(folder); }

  void write(const std::string& name, std::string_view content) const { std::ofstream(folder / name) << content; }
  http::Response get(const std::string& path) {
    const http::Request::Message message(http::Method::get, path, 11);
    http::Request request(worker, message);
    const auto match = router.match(request.method(), request.path());
    if (match.route == nullptr) return {.status = 404};
    return std::get<http::PlainHandler>(match.route->handler)(request);
  }

  std::filesystem::path folder;
  Worker worker{0};
  http::Router router;
};

TEST_F(DocsPageTest, shows_the_api_with_what_this_gateway_serves) {
  write("swagger-ui.css", "body{}");
  write("swagger-ui-bundle.js", "void 0; // some script");
  write("swagger-ui-bundle.js.gz", "packed");
  write("page.css", "a{}");
  write("start.js", "go();");
  ASSERT_TRUE(add_docs(router, {.assets_dir = folder}));
  const auto page = get("/docs");
  EXPECT_EQ(page.status, 200U);
  EXPECT_EQ(page.headers.get("Content-Type"), "text/html; charset=utf-8");
  const std::string html(page.text());
  EXPECT_THAT(html, Not(HasSubstr("//")));
  EXPECT_THAT(html, ContainsRegex("src=\"/docs/swagger-ui-bundle\\.[0-9a-f]{16}\\.js\""));
  const std::string policy(page.headers.get("Content-Security-Policy"));
  EXPECT_THAT(policy, HasSubstr("default-src 'none'; script-src 'self';"));
  EXPECT_THAT(policy, Not(HasSubstr("http")));

  const auto begin = html.find("/docs/swagger-ui-bundle");
  const auto script = get(html.substr(begin, html.find('"', begin) - begin));
  EXPECT_EQ(script.text(), "void 0; // some script");
  EXPECT_EQ(script.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(std::get<std::shared_ptr<const http::Document>>(script.body)->gzip, "packed");
}

TEST_F(DocsPageTest, without_its_files_the_page_says_so) {
  ASSERT_TRUE(add_docs(router, {}));
  EXPECT_THAT(std::string(get("/docs").text()), HasSubstr("not installed"));
}

TEST_F(DocsPageTest, a_folder_that_lacks_a_file_is_an_error) {
  write("swagger-ui.css", "body{}");
  const auto added = add_docs(router, {.assets_dir = folder});
  ASSERT_FALSE(added);
  EXPECT_THAT(added.error().message, HasSubstr("page.css"));
}

}  // namespace
}  // namespace plaza::gateway
