#include "gateway/api/docs_page.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "platform/core/read_file.hpp"

namespace plaza::gateway {
namespace {

constexpr std::uint64_t asset_bytes_max = 8UL * 1024 * 1024;

constexpr std::string_view kept_for_a_year = "Cache-Control: public, max-age=31536000, immutable\r\n";
constexpr std::string_view asked_for_again = "Cache-Control: no-cache\r\n";
constexpr std::string_view html = "text/html; charset=utf-8";
constexpr std::string_view script = "text/javascript; charset=utf-8";
constexpr std::string_view style = "text/css; charset=utf-8";

// Swagger UI writes styles and small pictures (data:) into its page; scripts come from here alone.
constexpr std::string_view policy =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

constexpr std::string_view missing_page =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<head>\n<meta charset=\"utf-8\">\n<title>Plaza: API</title>\n"
    "<link rel=\"icon\" href=\"/favicon.ico\" type=\"image/svg+xml\">\n</head>\n"
    "<body>\n<main>\n<h1>The API</h1>\n"
    "<p>The page that shows it is not installed here; <code>./plaza up</code> fetches it where npm can be "
    "reached.</p>\n"
    "<p><a href=\"/openapi.json\">The contract</a> is, as OpenAPI 3.1.</p>\n"
    "</main>\n</body>\n</html>\n";

std::string page(std::span<const std::string> styles, std::span<const std::string> scripts) {
  std::string text =
      "<!DOCTYPE html>\n"
      "<html lang=\"en\">\n"
      "<head>\n"
      "<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>Plaza: API</title>\n"
      "<link rel=\"icon\" href=\"/favicon.ico\" type=\"image/svg+xml\">\n";
  for (const auto& path : styles) text += fmt::format("<link rel=\"stylesheet\" href=\"{}\">\n", path);
  text += "</head>\n<body>\n<div id=\"docs\"></div>\n";
  for (const auto& path : scripts) text += fmt::format("<script src=\"{}\"></script>\n", path);
  return text + "</body>\n</html>\n";
}

http::PlainHandler serve(std::shared_ptr<const http::Document> document, std::string lines) {
  return [document = std::move(document), lines = std::move(lines)](http::Request&) {
    auto response = http::document(document);
    response.headers.add_block(lines);
    return response;
  };
}

// Serves a document under a name made of its own tag, and gives the address.
std::string add_asset(http::Router& router, std::string_view name, std::shared_ptr<const http::Document> document) {
  constexpr std::size_t tag_characters = 16;
  const auto dot = std::min(name.rfind('.'), name.size());
  auto path =
      fmt::format("/docs/{}.{}{}", name.substr(0, dot), document->etag.substr(1, tag_characters), name.substr(dot));
  router.get(path, serve(std::move(document), std::string(kept_for_a_year)));
  return path;
}

Result<std::shared_ptr<const http::Document>> read_asset(const std::filesystem::path& path, std::string type) {
  auto content = read_file(path, asset_bytes_max);
  if (!content) return std::unexpected(content.error());
  auto packed = read_file(path.native() + ".gz", asset_bytes_max);
  // Compressing a megabyte would be half of the time that a start may take.
  return http::Document::make_packed(std::move(type), *std::move(content), packed ? *std::move(packed) : std::string());
}

}  // namespace

void DocsOptions::describe(config::Section section) {
  section.value("assets_dir", assets_dir,
                "Folder with the files of Swagger UI, for /docs; empty: there is no such page");
}

Result<void> add_docs(http::Router& router, const DocsOptions& options) {
  if (options.assets_dir.empty()) {
    auto missing = http::Document::make(std::string(html), std::string(missing_page));
    router.get("/docs", serve(std::move(missing), std::string(asked_for_again)));
    return {};
  }
  const std::filesystem::path folder(options.assets_dir);
  std::vector<std::string> styles;
  std::vector<std::string> scripts;
  for (const auto* name : {"swagger-ui.css", "page.css", "swagger-ui-bundle.js", "start.js"}) {
    const bool is_style = std::string_view(name).ends_with(".css");
    auto asset = read_asset(folder / name, std::string(is_style ? style : script));
    if (!asset) return std::unexpected(asset.error());
    (is_style ? styles : scripts).push_back(add_asset(router, name, *std::move(asset)));
  }
  router.get("/docs", serve(http::Document::make(std::string(html), page(styles, scripts)),
                            std::string(asked_for_again).append(policy)));
  return {};
}

}  // namespace plaza::gateway
