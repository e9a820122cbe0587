#include "gateway/edge/cors.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace plaza::gateway {
namespace {

// What scripts may read beyond the few fields that they always may.
constexpr std::string_view exposed_block =
    "Access-Control-Expose-Headers: ETag, Link, Location, Retry-After, WWW-Authenticate, X-Request-Id, RateLimit, "
    "RateLimit-Policy, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset\r\n";

// What scripts may send.
constexpr std::string_view request_headers =
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Request-Id, "
    "X-Request-Timeout, traceparent, tracestate, b3";

}  // namespace

void CorsOptions::describe(config::Section section) {
  section.value("origins", origins, "Origins whose pages may read the answers (\"https://example.org\"); * for all");
  section.value("preflight_max_age_ms", preflight_max_age, "How long browsers may remember a preflight",
                {.min = 0, .max = 86'400'000});
}

Cors::Cors(const http::Router& router, const CorsOptions& options)
    : router_(router),
      origins_(options.origins),
      any_(std::ranges::find(origins_, "*") != origins_.end()),
      preflight_block_(
          fmt::format("Access-Control-Allow-Headers: {}\r\nAccess-Control-Max-Age: {}\r\n", request_headers,
                      std::chrono::duration_cast<std::chrono::seconds>(options.preflight_max_age).count())) {}

bool Cors::admits(std::string_view origin) const {
  return any_ || std::ranges::find(origins_, origin) != origins_.end();
}

std::optional<http::Response> Cors::before(http::Request& request) {
  if (request.method() != http::Method::options) return std::nullopt;
  const auto origin = request.header(http::Field::origin);
  if (origin.empty() || request.header(http::Field::access_control_request_method).empty()) return std::nullopt;
  if (!admits(origin)) return std::nullopt;
  const auto match = router_.match(http::Method::options, request.path());
  if (match.allowed.empty()) return std::nullopt;
  auto response = http::no_content();
  response.headers.add("Access-Control-Allow-Methods", match.allowed);
  response.headers.add_block(preflight_block_);
  return response;
}

void Cors::after(const http::Request& request, http::Response& response) {
  if (any_) {
    response.headers.add_block("Access-Control-Allow-Origin: *\r\n");
    response.headers.add_block(exposed_block);
    return;
  }
  // The answer depends on who asks, also when it is a refusal: caches must know.
  response.headers.add_block("Vary: Origin\r\n");
  const auto origin = request.header(http::Field::origin);
  if (origin.empty() || !admits(origin)) return;
  response.headers.add("Access-Control-Allow-Origin", origin);
  response.headers.add_block(exposed_block);
}

}  // namespace plaza::gateway
