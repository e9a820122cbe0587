#pragma once

#include "gateway/api/docs_page.hpp"
#include "gateway/edge/edge.hpp"
#include "gateway/flags.hpp"
#include "platform/core/config.hpp"
#include "platform/http/server.hpp"
#include "platform/resilience/adaptive_limit.hpp"
#include "platform/rpc/channel_options.hpp"

namespace plaza::gateway {

// All that this process can be told beyond what every process can.
struct Options {
  http::ServerOptions http;
  bool health_on_main_port = true;
  Flags flags;
  EdgeOptions edge;
  DocsOptions docs;
  rpc::ChannelOptions pharmacy;
  // Per worker. The pharmacy answers some 10,000 searches a second and core, but only hundreds of those that look at
  // every text: the minimum is what these leave in a few hundredths of a second.
  resilience::AdaptiveLimitOptions pharmacy_shedding{.initial = 256, .min = 4};
  milliseconds map_stale_max{600'000};

  void describe(config::Section root) {
    http.describe(root.section("http"));
    root.section("http").value("health_on_main_port", health_on_main_port,
                               "Serve /healthz, /readyz and /metrics on this port too; off where strangers reach it");
    flags.describe(root.section("flags"));
    edge.describe(root);
    docs.describe(root.section("docs"));
    pharmacy.describe(root.section("pharmacy"));
    pharmacy_shedding.describe(root.section("pharmacy").section("shedding"));
    root.section("pharmacy")
        .value("map_stale_max_ms", map_stale_max, "How long the map is served on while the service is away",
               {.min = 1'000, .max = 86'400'000});
  }
};

}  // namespace plaza::gateway
