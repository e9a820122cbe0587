#include "gateway/api/docs_page.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "platform/core/read_file.hpp"

namespace plaza::gateway {
namespace {

constexpr std::uint64_t asset_bytes_max = 8UL * 1024 * 1024;

constexpr std::string_view kept_for_a_year = "Cache-Control: public, max-age=31536000, immutable\r\n";
constexpr std::string_view asked_for_again = "Cache-Control: no-cache\r\n";
constexpr std::string_view html = "text/html; charset=utf-8";
constexpr std::string_view script = "text/javascript; charset=utf-8";

// Swagger UI writes styles and small pictures (data:) into its page; scripts come from here alone.
constexpr std::string_view policy =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

// No word of it leaves for a validator elsewhere.
constexpr std::string_view start_script =
    "window.addEventListener('load', () => {\n"
    "  SwaggerUIBundle({\n"
    "    url: '/openapi.json',\n"
    "    dom_id: '#docs',\n"
    "    deepLinking: true,\n"
    "    validatorUrl: null,\n"
    "    tryItOutEnabled: true,\n"
    "    requestSnippetsEnabled: false,\n"
    "    presets: [SwaggerUIBundle.presets.apis],\n"
    "    layout: 'BaseLayout',\n"
    "  });\n"
    "});\n";

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

std::string page(std::string_view style, std::string_view bundle, std::string_view start) {
  return fmt::format(
      "<!DOCTYPE html>\n"
      "<html lang=\"en\">\n"
      "<head>\n"
      "<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>Plaza: API</title>\n"
      "<link rel=\"icon\" href=\"/favicon.ico\" type=\"image/svg+xml\">\n"
      "<link rel=\"stylesheet\" href=\"{}\">\n"
      "</head>\n"
      "<body>\n"
      "<main id=\"docs\"></main>\n"
      "<script src=\"{}\"></script>\n"
      "<script src=\"{}\"></script>\n"
      "</body>\n"
      "</html>\n",
      style, bundle, start);
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
  auto style = read_asset(folder / "swagger-ui.css", "text/css; charset=utf-8");
  if (!style) return std::unexpected(style.error());
  auto bundle = read_asset(folder / "swagger-ui-bundle.js", std::string(script));
  if (!bundle) return std::unexpected(bundle.error());
  auto start = http::Document::make(std::string(script), std::string(start_script));
  const auto style_path = add_asset(router, "swagger-ui.css", *std::move(style));
  const auto bundle_path = add_asset(router, "swagger-ui-bundle.js", *std::move(bundle));
  const auto start_path = add_asset(router, "start.js", std::move(start));
  router.get("/docs", serve(http::Document::make(std::string(html), page(style_path, bundle_path, start_path)),
                            std::string(asked_for_again).append(policy)));
  return {};
}

}  // namespace plaza::gateway
