#include "gateway/api/graphql_routes.hpp"

#include "gateway/api/graphql_schema.hpp"
#include "gateway/api/page_assets.hpp"
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

// Where the schema is not told, messages do not tell of it either.
graphql::EndpointOptions in_force(const GraphqlOptions& options) {
  auto endpoint = options.endpoint;
  auto& prepare = endpoint.engine.prepare;
  prepare.validation.suggestions = prepare.introspection ? graphql::Suggestions::shown : graphql::Suggestions::hidden;
  return endpoint;
}

}  // namespace

void GraphqlOptions::describe(config::Section section) {
  auto& prepare = endpoint.engine.prepare;
  auto& limits = prepare.limits;
  const auto live = section.live();
  live.value("introspection", prepare.introspection, "Answer questions about the schema");
  live.value("document_bytes_max", prepare.parse.bytes_max, "Longest document", {.min = 1});
  live.value("tokens_max", prepare.parse.tokens_max, "Words and signs of a document", {.min = 1});
  live.value("nesting_max", prepare.parse.nesting_max, "Braces and brackets within each other", {.min = 1, .max = 256});
  live.value("depth_max", limits.depth_max, "Fields within each other");
  live.value("fields_max", limits.fields_max, "Fields of an operation, each fragment counted wherever it is spread");
  live.value("aliases_max", limits.aliases_max, "Fields with an alias, counted in the same way");
  live.value("root_fields_max", limits.root_fields_max, "Fields that are within no other");
  live.value("directives_max", limits.directives_max, "Directives, counted in the same way");
  live.value("spreads_max", limits.spreads_max, "Fragments within each other", {.min = 0, .max = 256});
  live.value("list_items_max", limits.list_items_max, "Items of one list in arguments or variables");
  live.value("items_max", limits.items_max, "Objects in lists, computed from arguments such as `first`");
  live.value("cost_max", limits.cost_max, "Calls to services that an operation may cost");
  live.value("batch_max", endpoint.batch_max, "Operations in one body; 0: none but one");
  live.value("documents_max", endpoint.engine.documents_max, "Documents that a worker keeps ready");
  live.value("documents_bytes_max", endpoint.engine.documents_bytes_max, "What these may take");
  live.value("persisted_max", endpoint.persisted.queries_max, "Persisted queries that a worker keeps");
  live.value("persisted_bytes_max", endpoint.persisted.bytes_max, "What these may take");
  live.value("only_known_queries", endpoint.persisted.only_known, "Execute nothing but the queries of the file");
  section.value("known_queries_file", known_queries_file, "JSON object of SHA-256 and query; empty: none");
  section.value("body_bytes_max", endpoint.body_bytes_max, "Largest body", {.min = 1});
}

Result<std::unique_ptr<GraphqlRoutes>> GraphqlRoutes::make(const GraphqlServices& services,
                                                           const GraphqlOptions& options,
                                                           const GraphqlSurroundings& surroundings) {
  auto schema = make_graphql_schema(surroundings.clock, surroundings.status);
  if (!schema) return std::unexpected(schema.error());
  auto known = read_known(options.known_queries_file);
  if (!known) return std::unexpected(known.error());
  return std::unique_ptr<GraphqlRoutes>(new GraphqlRoutes(*schema, services, options, *known, surroundings));
}

GraphqlRoutes::GraphqlRoutes(std::shared_ptr<const graphql::Schema> schema, const GraphqlServices& services,
                             const GraphqlOptions& options, std::shared_ptr<const graphql::KnownQueries> known,
                             const GraphqlSurroundings& surroundings)
    : services_(services),
      metrics_(surroundings.metrics, surroundings.clock, surroundings.slots),
      endpoint_(std::move(schema), in_force(options), std::move(known), surroundings.slots, hooks(surroundings)) {}

graphql::EndpointHooks GraphqlRoutes::hooks(const GraphqlSurroundings& surroundings) {
  return {.context =
              [this, surroundings](const http::Request& request, std::size_t number) {
                auto made = std::make_shared<GraphqlRequest>(services_, request, number, surroundings.tracer,
                                                             surroundings.clock);
                auto* const watcher = made->watcher();
                return graphql::OperationContext{.context = std::move(made), .watcher = watcher};
              },
          .admit = [this](const http::Request& request, std::size_t number,
                          const graphql::Intent& intent) { return admit(request, number, intent); },
          .observe = [this](const http::Request& request,
                            const graphql::Answer& answer) { metrics_.observe(request, answer); },
          .page = [this] { return scripted_page(page_); }};
}

Result<void> GraphqlRoutes::admit(const http::Request& request, std::size_t number,
                                  const graphql::Intent& intent) const {
  if (!take_) return {};
  if (intent.kind == graphql::OperationKind::mutation) return take_(request, RateClass::write, intent.root_fields);
  // The request itself has been counted as the first.
  return number == 0 ? Result<void>() : take_(request, RateClass::read, 1);
}

void GraphqlRoutes::add(http::Router& router, std::shared_ptr<const http::Document> page,
                        std::vector<LimitedRoute>& limited) {
  page_ = std::move(page);
  endpoint_.add_routes(router, std::string(path));
  limited.push_back({.method = http::Method::get, .path = std::string(path)});
  limited.push_back({.method = http::Method::post, .path = std::string(path), .reads = true});
}

void GraphqlRoutes::change(std::size_t worker, const GraphqlOptions& options) {
  endpoint_.change(worker, in_force(options));
}

}  // namespace plaza::gateway
