// The gateway: REST and GraphQL over all services of the fleet.
#include "gateway/api/bookings.hpp"
#include "gateway/api/fleet_status.hpp"
#include "gateway/api/graphiql_page.hpp"
#include "gateway/api/graphql_routes.hpp"
#include "gateway/api/map_refresh.hpp"
#include "gateway/api/older_booking.hpp"
#include "gateway/api/orders.hpp"
#include "gateway/api/pages.hpp"
#include "gateway/api/pharmacies.hpp"
#include "gateway/api/shipments.hpp"
#include "gateway/api/stations.hpp"
#include "gateway/edge/cache/collapse.hpp"
#include "gateway/options.hpp"
#include "platform/http/problem.hpp"
#include "platform/process/process.hpp"

int main(int argc, char** argv) {
  using namespace plaza;
  gateway::Options options;
  return run(argc, argv, "gateway", options, [&options](Process& process) -> Result<void> {
    gateway::Services services(process, options.services);
    auto& background = process.workers().background();
    gateway::MapDocument map(process.clock(), options.map_stale_max);
    gateway::MapRefresh map_refresh(map, services.pharmacy().of(background), background, process.log());
    const gateway::BodyReaders bodies(process.workers().size() + 1);

    gateway::Api api;
    const gateway::Pharmacies pharmacies(services.pharmacy(), map, process.clock());
    pharmacies.describe(api);
    const gateway::Stations stations(services.booking(), bodies);
    stations.describe(api);
    const gateway::Bookings bookings(services.booking(), bodies, process.clock());
    bookings.describe(api);
    const gateway::OlderBooking older_booking(services.booking(), bodies, process.clock());
    older_booking.describe(api);
    const gateway::Orders orders(services.orders(), bodies, process.clock());
    orders.describe(api);
    const gateway::Shipments shipments(services.shipping(), bodies);
    shipments.describe(api);
    gateway::Rates rates(process.metrics(), process.clock(), background);
    const gateway::FleetStatusRoute status(services.board(), rates, services.pharmacy(), process.clock());
    status.describe(api);

    http::Router router;
    gateway::Collapse collapse(process.clock(), process.workers().size() + 1, process.metrics());
    api.add_routes(router, [&](http::AsyncHandler handler) { return collapse.around(std::move(handler)); });
    auto limited = api.limited_routes();
    const auto graphql = gateway::GraphqlRoutes::make(
        {services.pharmacy(), services.booking(), services.orders(), services.shipping()}, options.graphql,
        {status, process.clock(), process.tracer(), process.metrics(), process.workers().size() + 1});
    if (!graphql) return std::unexpected(graphql.error());
    auto graphiql = gateway::add_graphiql(router, options.docs);
    if (!graphiql) return std::unexpected(graphiql.error());
    (*graphql)->add(router, *std::move(graphiql), limited);
    gateway::add_pages(router, api);
    if (const auto docs = gateway::add_docs(router, options.docs); !docs) return std::unexpected(docs.error());
    http::add_problem_pages(router);
    if (options.health_on_main_port) process.add_health_routes(router);

    const auto edge =
        gateway::Edge::make(process, router, options.edge, options.http.gzip_bytes_min, std::move(limited));
    if (!edge) return std::unexpected(edge.error());
    http::Server server("http", process.serving(), process.clock(), router, options.http, (*edge)->filters(),
                        &process.http_observer(), process.credentials(options.http.tls));
    (*graphql)->limit(
        [&limits = (*edge)->rate_limits()](const http::Request& request, gateway::RateClass kind, std::size_t count) {
          return limits.take(request, kind, count);
        });
    auto& graphql_live = process.dynamic().section("graphql", options.graphql);
    for (auto* worker : process.serving()) {
      graphql_live.on_change(*worker, [&graphql, worker](const gateway::GraphqlOptions& now) {
        (*graphql)->change(worker->index(), now);
      });
    }
    auto& compression = (*edge)->compression();
    process.dynamic().section("http", options.http).on_change(background, [&](const http::ServerOptions& now) {
      server.change(now);
      compression.set_bytes_min(now.gzip_bytes_min);
    });
    compression.enable(options.flags.compress_answers);
    process.dynamic().section("flags", options.flags).on_change(background, [&](const gateway::Flags& now) {
      compression.enable(now.compress_answers);
    });
    return process.serve({&(*edge)->keys(), &(*edge)->shared_limits(), &server, &map_refresh, &rates, &services});
  });
}
