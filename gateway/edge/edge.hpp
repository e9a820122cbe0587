#pragma once

#include <memory>
#include <vector>

#include "gateway/edge/cache/response_cache.hpp"
#include "gateway/edge/cors.hpp"
#include "gateway/edge/limits/rate_limits.hpp"
#include "gateway/edge/limits/shared_counts.hpp"
#include "gateway/edge/security_headers.hpp"
#include "gateway/edge/shedding/urgency.hpp"
#include "gateway/edge/token/authentication.hpp"
#include "gateway/edge/token/key_file.hpp"
#include "platform/http/compression.hpp"
#include "platform/http/conditional.hpp"
#include "platform/process/process.hpp"

namespace plaza::gateway {

// All that can be set about what every request passes.
struct EdgeOptions {
  CorsOptions cors;
  SecurityOptions security;
  token::Options token;
  ClientAddressOptions client;
  RateLimitsOptions rate_limits;
  SharedLimitsOptions shared_limits;
  ResponseCacheOptions cache;

  void describe(config::Section root);
};

// What every request passes on its way in and out, in order. Built when all routes are known; follows the dynamic
// configuration for the limits.
class Edge {
 public:
  // `limited`: the routes that clients are limited on. Process and router outlive it. Errors (invalid_argument) are
  // for options that cannot be.
  static Result<std::unique_ptr<Edge>> make(Process& process, const http::Router& router, const EdgeOptions& options,
                                            std::uint64_t gzip_bytes_min, std::vector<LimitedRoute> limited);

  [[nodiscard]] std::vector<http::Filter*> filters();
  [[nodiscard]] http::Compression& compression() { return compression_; }
  [[nodiscard]] RateLimits& rate_limits() { return rate_limits_; }
  // The keys of tokens: start before the server.
  [[nodiscard]] Component& keys() { return key_file_; }
  // What limits count together with other gateways.
  [[nodiscard]] Component& shared_limits() { return shared_counts_; }

 private:
  Edge(Process& process, const http::Router& router, const EdgeOptions& options, std::uint64_t gzip_bytes_min,
       token::AlgorithmSet algorithms, ClientAddress addresses, std::vector<LimitedRoute> limited);

  SecurityHeaders security_;
  Cors cors_;
  token::KeyStore key_store_;
  token::KeyFile key_file_;
  token::Authentication authentication_;
  Urgency urgency_;
  SharedCounts shared_counts_;
  RateLimits rate_limits_;
  http::Compression compression_;
  http::ConditionalReads conditional_;
  ResponseCache cache_;
};

}  // namespace plaza::gateway
