// The endpoint under test: GraphQL over HTTP with the world of numbers behind it.
#include "gateway/graphql/http/endpoint.hpp"
#include "platform/process/process.hpp"
#include "tests/graphql/world.hpp"

namespace {

using namespace plaza;

struct Options {
  http::ServerOptions http{.port = 0};

  void describe(config::Section root) { http.describe(root.section("http")); }
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  return plaza::run(argc, argv, "graphql-subject", options, [&options](Process& process) -> Result<void> {
    graphql::Endpoint endpoint(graphql::test::world(), {}, std::make_shared<const graphql::KnownQueries>(),
                               process.workers().size() + 1, {});
    http::Router router;
    endpoint.add_routes(router, "/graphql");
    http::Server server("http", process.serving(), process.clock(), router, options.http, {}, &process.http_observer());
    process.dynamic()
        .section("http", options.http)
        .on_change(process.workers().background(), [&server](const http::ServerOptions& now) { server.change(now); });
    return process.serve({&server});
  });
}
