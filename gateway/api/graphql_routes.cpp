#include "gateway/api/graphql_routes.hpp"

#include "gateway/api/graphql_schema.hpp"
#include "platform/core/read_file.hpp"

namespace plaza::gateway {
namespace {

constexpr std::string_view path = "/graphql";
constexpr std::uint64_t known_queries_bytes_max = std::uint64_t{16} * 1024 * 1024;

Result<std::shared_ptr<const graphql::KnownQueries>> read_known(const std::string& file) {
  if (file.empty()) return std::make_shared<const graphql::KnownQueries>();
  const auto text = read_file(file, known_queries_bytes_max);
  if (!text) return std::unexpected(text.error());
  return graphql::KnownQueries::read(*text);
}

}  // namespace

void GraphqlOptions::describe(config::Section section) {
  auto& prepare = endpoint.engine.prepare;
  auto& limits = prepare.limits;
  section.value("introspection", prepare.introspection, "Answer questions about the schema");
  section.value("document_bytes_max", prepare.parse.bytes_max, "Longest document", {.min = 1});
  section.value("tokens_max", prepare.parse.tokens_max, "Words and signs of a document", {.min = 1});
  section.value("nesting_max", prepare.parse.nesting_max, "Braces and brackets within each other",
                {.min = 1, .max = 256});
  section.value("depth_max", limits.depth_max, "Fields within each other");
  section.value("fields_max", limits.fields_max, "Fields of an operation, each fragment counted wherever it is spread");
  section.value("aliases_max", limits.aliases_max, "Fields with an alias, counted in the same way");
  section.value("root_fields_max", limits.root_fields_max, "Fields that are within no other");
  section.value("directives_max", limits.directives_max, "Directives, counted in the same way");
  section.value("spreads_max", limits.spreads_max, "Fragments within each other", {.min = 0, .max = 256});
  section.value("list_items_max", limits.list_items_max, "Items of one list in arguments or variables");
  section.value("items_max", limits.items_max, "Objects in lists, computed from arguments such as `first`");
  section.value("cost_max", limits.cost_max, "Calls to services that an operation may cost");
  section.value("batch_max", endpoint.batch_max, "Operations in one body; 0: none but one");
  section.value("body_bytes_max", endpoint.body_bytes_max, "Largest body", {.min = 1});
  section.value("documents_max", endpoint.engine.documents_max, "Documents that a worker keeps ready");
  section.value("documents_bytes_max", endpoint.engine.documents_bytes_max, "What these may take");
  section.value("persisted_max", endpoint.persisted.queries_max, "Persisted queries that a worker keeps");
  section.value("only_known_queries", endpoint.persisted.only_known, "Execute nothing but the queries of the file");
  section.value("known_queries_file", known_queries_file, "JSON object of SHA-256 and query; empty: none");
}

Result<std::unique_ptr<GraphqlRoutes>> GraphqlRoutes::make(const GraphqlServices& services,
                                                           const GraphqlOptions& options, const Clock& clock,
                                                           std::size_t workers) {
  auto schema = make_graphql_schema(clock);
  if (!schema) return std::unexpected(schema.error());
  auto known = read_known(options.known_queries_file);
  if (!known) return std::unexpected(known.error());
  auto chosen = options;
  // Where the schema is not told, messages do not tell of it either.
  if (!options.endpoint.engine.prepare.introspection) {
    chosen.endpoint.engine.prepare.validation.suggestions = graphql::Suggestions::hidden;
  }
  return std::unique_ptr<GraphqlRoutes>(new GraphqlRoutes(*schema, services, chosen, *known, workers));
}

GraphqlRoutes::GraphqlRoutes(std::shared_ptr<const graphql::Schema> schema, const GraphqlServices& services,
                             const GraphqlOptions& options, std::shared_ptr<const graphql::KnownQueries> known,
                             std::size_t workers)
    : services_(services),
      endpoint_(std::move(schema), options.endpoint, std::move(known), workers, [this](const http::Request& request) {
        return std::make_shared<GraphqlRequest>(services_, request.worker(), request.context);
      }) {}

void GraphqlRoutes::add(http::Router& router, std::vector<LimitedRoute>& limited) {
  endpoint_.add_routes(router, std::string(path));
  limited.push_back({.method = http::Method::get, .path = std::string(path)});
  limited.push_back({.method = http::Method::post, .path = std::string(path)});
}

}  // namespace plaza::gateway
