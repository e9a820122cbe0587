#include "gateway/api/graphiql_page.hpp"

#include <array>

#include "gateway/api/page_assets.hpp"

namespace plaza::gateway {
namespace {

constexpr std::string_view title = "Plaza: GraphQL";
constexpr std::array<std::string_view, 6> files{"graphiql.min.css",        "graphiql-page.css",
                                                "react.production.min.js", "react-dom.production.min.js",
                                                "graphiql.min.js",         "graphiql-start.js"};
constexpr std::string_view body = "<main>\n<h1 class=\"only-heard\">GraphQL</h1>\n<div id=\"graphiql\"></div>\n</main>";
constexpr std::string_view instead =
    "<p>Queries are answered all the same: <code>POST /graphql</code> with "
    "<code>{\"query\": \"{ pharmacyFeed { rows } }\"}</code>.</p>\n";

}  // namespace

Result<std::shared_ptr<const http::Document>> add_graphiql(http::Router& router, const DocsOptions& options) {
  if (options.assets_dir.empty()) return missing_page(title, instead);
  return add_scripted_page(router, {.title = title, .address = "/graphiql", .body = body, .files = files},
                           options.assets_dir);
}

}  // namespace plaza::gateway
