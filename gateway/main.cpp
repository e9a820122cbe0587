// The gateway: REST over all services of the fleet.
#include "gateway/api/connected_once.hpp"
#include "gateway/api/map_refresh.hpp"
#include "gateway/api/pages.hpp"
#include "gateway/api/pharmacies.hpp"
#include "gateway/api/service_channel.hpp"
#include "gateway/edge/token/authentication.hpp"
#include "gateway/edge/token/key_file.hpp"
#include "gateway/options.hpp"
#include "platform/http/compression.hpp"
#include "platform/http/conditional.hpp"
#include "platform/http/problem.hpp"
#include "platform/process/debug_channels.hpp"
#include "platform/process/process.hpp"

int main(int argc, char** argv) {
  using namespace plaza;
  gateway::Options options;
  return run(argc, argv, "gateway", options, [&options](Process& process) {
    if (auto listed = rpc::parse_endpoints(options.pharmacy.endpoints); !listed) {
      return Result<void>(std::unexpected(listed.error()));
    }
    rpc::ChannelBoard channels;
    auto& pharmacy_options = process.dynamic().section("pharmacy", options.pharmacy);
    const auto pharmacy_tls = process.credentials(options.pharmacy.tls);
    const gateway::WorkerChannels pharmacy(process.workers(), [&](Worker& worker) {
      return std::make_unique<gateway::ServiceChannel>("pharmacy", process, worker, pharmacy_options, channels,
                                                       pharmacy_tls);
    });
    add_channels(process.debug(), channels);
    auto& background = process.workers().background();
    gateway::MapDocument map(process.clock(), options.map_stale_max);
    gateway::MapRefresh map_refresh(map, pharmacy.of(background), background, process.log());
    gateway::ConnectedOnce connected("pharmacy", process.serving(), pharmacy, process.clock(), process.health());

    const auto algorithms = gateway::token::parse_algorithms(options.token.algorithms);
    if (!algorithms) return Result<void>(std::unexpected(algorithms.error()));
    gateway::token::KeyStore keys(*algorithms);
    gateway::token::KeyFile key_file(options.token.jwks_file, keys, background, process.log(), process.metrics());

    gateway::Api api;
    const gateway::Pharmacies pharmacies(pharmacy, map, process.clock());
    pharmacies.describe(api);

    http::Router router;
    api.add_routes(router);
    gateway::add_pages(router, api);
    http::add_problem_pages(router);
    if (options.health_on_main_port) process.add_health_routes(router);

    gateway::SecurityHeaders security(options.security);
    gateway::Cors cors(router, options.cors);
    gateway::token::Authentication authentication(options.token, keys, process.clock(), process.workers().size() + 1,
                                                  process.metrics());
    http::Compression compression(options.http.gzip_bytes_min);
    http::ConditionalReads conditional;
    http::Server server("http", process.serving(), process.clock(), router, options.http,
                        {&security, &cors, &authentication, &compression, &conditional}, &process.http_observer(),
                        process.credentials(options.http.tls));
    process.dynamic().section("http", options.http).on_change(background, [&](const http::ServerOptions& now) {
      server.change(now);
      compression.set_bytes_min(now.gzip_bytes_min);
    });
    compression.enable(options.flags.compress_answers);
    process.dynamic().section("flags", options.flags).on_change(background, [&](const gateway::Flags& now) {
      compression.enable(now.compress_answers);
    });
    return process.serve({&key_file, &server, &map_refresh, &connected});
  });
}
