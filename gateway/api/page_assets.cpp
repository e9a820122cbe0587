#include "gateway/api/page_assets.hpp"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/format.h>

#include "platform/core/read_file.hpp"

namespace plaza::gateway {
namespace {

constexpr std::uint64_t asset_bytes_max = 8UL * 1024 * 1024;

constexpr std::string_view html = "text/html; charset=utf-8";
constexpr std::string_view script = "text/javascript; charset=utf-8";
constexpr std::string_view style = "text/css; charset=utf-8";

constexpr std::string_view kept_for_a_year = "Cache-Control: public, max-age=31536000, immutable\r\n";

// Such pages write styles, small pictures and fonts (data:) into themselves; scripts come from here alone.
constexpr std::string_view page_lines =
    "Cache-Control: no-cache\r\n"
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' "
    "data:; font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

std::string head(std::string_view title) {
  return fmt::format(
      "<!DOCTYPE html>\n"
      "<html lang=\"en\">\n"
      "<head>\n"
      "<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n"
      "<link rel=\"icon\" href=\"/favicon.ico\" type=\"image/svg+xml\">\n",
      title);
}

Result<std::shared_ptr<const http::Document>> read_asset(const std::filesystem::path& path, std::string type) {
  auto content = read_file(path, asset_bytes_max);
  if (!content) return std::unexpected(content.error());
  auto packed = read_file(path.native() + ".gz", asset_bytes_max);
  // Compressing a megabyte would be half of the time that a start may take.
  return http::Document::make_packed(std::move(type), *std::move(content), packed ? *std::move(packed) : std::string());
}

// Serves a document under a name made of its own tag, and gives the address.
std::string add_asset(http::Router& router, std::string_view address, std::string_view name,
                      std::shared_ptr<const http::Document> document) {
  constexpr std::size_t tag_characters = 16;
  const auto dot = std::min(name.rfind('.'), name.size());
  auto path = fmt::format("{}/{}.{}{}", address, name.substr(0, dot), document->etag.substr(1, tag_characters),
                          name.substr(dot));
  router.get(path, [document = std::move(document)](http::Request&) {
    auto response = http::document(document);
    response.headers.add_block(kept_for_a_year);
    return response;
  });
  return path;
}

}  // namespace

Result<std::shared_ptr<const http::Document>> add_scripted_page(http::Router& router, const ScriptedPage& page,
                                                                const std::string& folder) {
  std::string styles;
  std::string scripts;
  for (const auto name : page.files) {
    const bool is_style = name.ends_with(".css");
    auto asset = read_asset(std::filesystem::path(folder) / name, std::string(is_style ? style : script));
    if (!asset) return std::unexpected(asset.error());
    const auto path = add_asset(router, page.address, name, *std::move(asset));
    if (is_style) {
      styles += fmt::format("<link rel=\"stylesheet\" href=\"{}\">\n", path);
    } else {
      scripts += fmt::format("<script src=\"{}\"></script>\n", path);
    }
  }
  return http::Document::make(std::string(html), fmt::format("{}{}</head>\n<body>\n{}\n{}</body>\n</html>\n",
                                                             head(page.title), styles, page.body, scripts));
}

std::shared_ptr<const http::Document> missing_page(std::string_view title, std::string_view text) {
  return http::Document::make(
      std::string(html),
      fmt::format(
          "{}</head>\n<body>\n<main>\n<h1>{}</h1>\n"
          "<p>The page that shows it is not installed here; <code>./plaza up</code> fetches it where npm can be "
          "reached.</p>\n{}</main>\n</body>\n</html>\n",
          head(title), title, text));
}

http::Response scripted_page(std::shared_ptr<const http::Document> document) {
  auto response = http::document(std::move(document));
  response.headers.add_block(page_lines);
  return response;
}

}  // namespace plaza::gateway
