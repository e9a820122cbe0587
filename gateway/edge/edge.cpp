#include "gateway/edge/edge.hpp"

namespace plaza::gateway {
namespace {

// Each worker, the background one included.
std::size_t slots_of(Process& process) {
  return process.workers().size() + 1;
}

}  // namespace

void EdgeOptions::describe(config::Section root) {
  cors.describe(root.section("cors"));
  security.describe(root.section("security"));
  token.describe(root.section("token"));
  client.describe(root.section("client"));
  rate_limits.describe(root.section("rate_limits").live());
  shared_limits.describe(root.section("shared_limits"));
  cache.describe(root.section("cache"));
}

Result<std::unique_ptr<Edge>> Edge::make(Process& process, const http::Router& router, const EdgeOptions& options,
                                         std::uint64_t gzip_bytes_min, std::vector<LimitedRoute> limited) {
  auto algorithms = token::parse_algorithms(options.token.algorithms);
  if (!algorithms) return std::unexpected(algorithms.error());
  auto addresses = ClientAddress::make(options.client);
  if (!addresses) return std::unexpected(addresses.error());
  if (algorithms->contains(token::Algorithm::hs256)) {
    process.log().warning("tokens signed by a shared secret (HS256) are accepted: for development only");
  }
  return std::unique_ptr<Edge>(
      new Edge(process, router, options, gzip_bytes_min, *algorithms, *std::move(addresses), std::move(limited)));
}

Edge::Edge(Process& process, const http::Router& router, const EdgeOptions& options, std::uint64_t gzip_bytes_min,
           token::AlgorithmSet algorithms, ClientAddress addresses, std::vector<LimitedRoute> limited)
    : security_(options.security),
      cors_(router, options.cors),
      key_store_(algorithms),
      key_file_(options.token.jwks_file, key_store_, process.workers().background(), process.log(), process.metrics()),
      authentication_(options.token, key_store_, process.clock(), slots_of(process), process.metrics()),
      shared_counts_(process, options.shared_limits),
      rate_limits_(options.rate_limits, std::move(addresses), std::move(limited), process.clock(), slots_of(process),
                   process.metrics(), shared_counts_.maker()),
      compression_(gzip_bytes_min),
      cache_(options.cache, slots_of(process), process.metrics()) {
  auto& live = process.dynamic().section<RateLimitsOptions>("rate_limits", options.rate_limits);
  live.on_change(process.workers().background(), [this, &log = process.log()](const RateLimitsOptions& changed) {
    const auto done = rate_limits_.change(changed);
    if (!done) log.error("rate limits stay as they are", {{"reason", done.error().message}});
  });
}

std::vector<http::Filter*> Edge::filters() {
  return {&security_, &cors_, &authentication_, &urgency_, &rate_limits_, &compression_, &conditional_, &cache_};
}

}  // namespace plaza::gateway
