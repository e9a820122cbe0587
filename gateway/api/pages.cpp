#include "gateway/api/pages.hpp"

#include <fmt/format.h>

#include "gateway/description/openapi.hpp"
#include "platform/http/html.hpp"

namespace plaza::gateway {
namespace {

ApiInfo api_info() {
  return {.title = "Plaza",
          .version = "1.0.0",
          .doc =
              "The services of a city behind one door. Lists are pages: `first` and `after` go in, `items` and "
              "`nextCursor` come back. Parameters may be written in snake_case as well. Errors are "
              "application/problem+json (RFC 9457), with every fault under its own pointer. Reads carry an `ETag`. A "
              "request may shorten its time with `X-Request-Timeout` (milliseconds).",
          .contact = "The maintainers of Plaza",
          .license_name = "MIT",
          .license_id = "MIT"};
}

constexpr std::string_view icon =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b5d4e"/>)"
    R"(<path d="M3 7c2-1 8-1 10 0v3c-2 3-8 3-10 0z" fill="#fff"/></svg>)";

// Texts here are ours: no character of them means anything in HTML.
std::string root_page(const Api& api) {
  std::string rows;
  for (const auto& operation : api.operations()) {
    const bool can_follow = operation.method == http::Method::get && !operation.path.contains('{');
    const auto path = can_follow ? fmt::format("<a href=\"{0}\"><code>{0}</code></a>", operation.path)
                                 : fmt::format("<code>{}</code>", operation.path);
    rows += fmt::format("<li>{} {}: {}</li>\n", std::string_view(boost::beast::http::to_string(operation.method)), path,
                        operation.summary);
  }
  const auto content = fmt::format(
      "<h1>Plaza</h1>\n"
      "<p>This is the gateway of a fleet of small services. It speaks JSON over HTTP.</p>\n"
      "<h2>What it offers</h2>\n"
      "<ul>\n{}</ul>\n"
      "<h2>More about it</h2>\n"
      "<ul>\n"
      "<li><a href=\"/docs\">The API</a>, to read and to try</li>\n"
      "<li><a href=\"/openapi.json\">The contract</a>, as OpenAPI 3.1</li>\n"
      "<li><a href=\"/problems\">The kinds of errors</a> and what to do about them</li>\n"
      "<li><a href=\"/readyz\">Whether this gateway is ready</a>, where it is set to tell here</li>\n"
      "</ul>\n",
      rows);
  return http::html_page("Plaza", content, "Where the mask map of Taiwan is served.");
}

http::PlainHandler serve(std::string content_type, std::string content, std::string cache_control) {
  return [shared = http::Document::make(std::move(content_type), std::move(content)),
          cache_control = std::move(cache_control)](http::Request&) {
    auto response = http::document(shared);
    response.headers.add("Cache-Control", cache_control);
    return response;
  };
}

}  // namespace

void add_pages(http::Router& router, const Api& api) {
  router.get_fixed("/openapi.json", serve("application/json", openapi_document(api, api_info()), "no-cache"));
  router.get_fixed("/", serve("text/html; charset=utf-8", root_page(api), "no-cache"));
  router.get_fixed("/favicon.ico", serve("image/svg+xml", std::string(icon), "public, max-age=86400"));
}

}  // namespace plaza::gateway
