#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/api/fleet_status.hpp"
#include "gateway/api/graphql_metrics.hpp"
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

// What GraphQL takes from the process. All of it outlives the routes.
struct GraphqlSurroundings {
  const FleetStatusRoute& status;
  const Clock& clock;
  telemetry::Tracer& tracer;
  telemetry::Metrics& metrics;
  std::size_t slots;  // one for each worker that serves requests, the background one included
};

// Takes what one request does beyond being one from what its client may do (RateLimits::take).
using TakeRate = std::function<Result<void>(const http::Request&, RateClass, std::size_t)>;

// GET and POST /graphql: one schema over all services.
class GraphqlRoutes {
 public:
  // Reads the known queries. Everything given outlives it. Errors name what cannot be: an option, the file.
  static Result<std::unique_ptr<GraphqlRoutes>> make(const GraphqlServices& services, const GraphqlOptions& options,
                                                     const GraphqlSurroundings& surroundings);

  // It outlives the router. `page` is for browsers. `limited` are the routes that clients are limited on.
  void add(http::Router& router, std::shared_ptr<const http::Document> page, std::vector<LimitedRoute>& limited);
  // Changes count as writes, one for each root field, and operations of a batch as reads of their own. Before the first
  // request.
  void limit(TakeRate take) { take_ = std::move(take); }
  // Other options on a worker, from its next request on. On its thread.
  void change(std::size_t worker, const GraphqlOptions& options);

 private:
  GraphqlRoutes(std::shared_ptr<const graphql::Schema> schema, const GraphqlServices& services,
                const GraphqlOptions& options, std::shared_ptr<const graphql::KnownQueries> known,
                const GraphqlSurroundings& surroundings);

  graphql::EndpointHooks hooks(const GraphqlSurroundings& surroundings);
  Result<void> admit(const http::Request& request, std::size_t number, const graphql::Intent& intent) const;

  GraphqlServices services_;
  GraphqlMetrics metrics_;
  TakeRate take_;
  std::shared_ptr<const http::Document> page_;
  graphql::Endpoint endpoint_;
};

}  // namespace plaza::gateway
