#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/api/graphql_request.hpp"
#include "gateway/edge/limits/rate_policies.hpp"
#include "gateway/graphql/http/endpoint.hpp"
#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"

namespace plaza::gateway {

struct GraphqlOptions {
  graphql::EndpointOptions endpoint{};
  std::string known_queries_file{};

  void describe(config::Section section);
};

// GET and POST /graphql: one schema over all services.
class GraphqlRoutes {
 public:
  // Reads the known queries. Everything given outlives it. Errors name what cannot be: an option, the file.
  static Result<std::unique_ptr<GraphqlRoutes>> make(const GraphqlServices& services, const GraphqlOptions& options,
                                                     const Clock& clock, std::size_t workers);

  // It outlives the router. `limited` are the routes that clients are limited on.
  void add(http::Router& router, std::vector<LimitedRoute>& limited);

 private:
  GraphqlRoutes(std::shared_ptr<const graphql::Schema> schema, const GraphqlServices& services,
                const GraphqlOptions& options, std::shared_ptr<const graphql::KnownQueries> known, std::size_t workers);

  GraphqlServices services_;
  graphql::Endpoint endpoint_;
};

}  // namespace plaza::gateway
