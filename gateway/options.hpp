#pragma once

#include "gateway/api/docs_page.hpp"
#include "gateway/api/graphql_routes.hpp"
#include "gateway/edge/edge.hpp"
#include "gateway/flags.hpp"
#include "gateway/services.hpp"
#include "platform/core/config.hpp"
#include "platform/http/server.hpp"

namespace plaza::gateway {

// All that this process can be told beyond what every process can.
struct Options {
  http::ServerOptions http;
  bool health_on_main_port = true;
  Flags flags;
  EdgeOptions edge;
  DocsOptions docs;
  GraphqlOptions graphql;
  ServicesOptions services;
  milliseconds map_stale_max{600'000};

  void describe(config::Section root) {
    http.describe(root.section("http"));
    root.section("http").value("health_on_main_port", health_on_main_port,
                               "Serve /healthz, /readyz and /metrics on this port too; off where strangers reach it");
    flags.describe(root.section("flags"));
    edge.describe(root);
    docs.describe(root.section("docs"));
    graphql.describe(root.section("graphql"));
    services.describe(root);
    root.section("pharmacy")
        .value("map_stale_max_ms", map_stale_max, "How long the map is served on while the service is away",
               {.min = 1'000, .max = 86'400'000});
  }
};

}  // namespace plaza::gateway
