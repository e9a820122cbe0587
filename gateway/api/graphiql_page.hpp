#pragma once

#include "gateway/api/docs_page.hpp"

namespace plaza::gateway {

// What browsers get at GET /graphql: GraphiQL, to write queries and try them, with a few ready. Its files come from
// `assets_dir` like those of /docs; without that folder the page says that it is not there.
Result<std::shared_ptr<const http::Document>> add_graphiql(http::Router& router, const DocsOptions& options);

}  // namespace plaza::gateway
