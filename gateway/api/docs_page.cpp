#include "gateway/api/docs_page.hpp"

#include <array>

#include "gateway/api/page_assets.hpp"

namespace plaza::gateway {
namespace {

constexpr std::string_view title = "Plaza: API";
constexpr std::array<std::string_view, 4> files{"swagger-ui.css", "page.css", "swagger-ui-bundle.js", "start.js"};
constexpr std::string_view instead = "<p><a href=\"/openapi.json\">The contract</a> is, as OpenAPI 3.1.</p>\n";

Result<std::shared_ptr<const http::Document>> make_page(http::Router& router, const DocsOptions& options) {
  if (options.assets_dir.empty()) return missing_page(title, instead);
  return add_scripted_page(router,
                           {.title = title, .address = "/docs", .body = "<div id=\"docs\"></div>", .files = files},
                           options.assets_dir);
}

}  // namespace

void DocsOptions::describe(config::Section section) {
  section.value("assets_dir", assets_dir,
                "Folder with the files of Swagger UI and GraphiQL, for /docs and /graphql; empty: these pages are not "
                "there");
}

Result<void> add_docs(http::Router& router, const DocsOptions& options) {
  auto page = make_page(router, options);
  if (!page) return std::unexpected(std::move(page.error()));
  router.get("/docs", [page = *std::move(page)](http::Request&) { return scripted_page(page); });
  return {};
}

}  // namespace plaza::gateway
