#include "gateway/description/operation.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "gateway/edge/token/challenge.hpp"

namespace plaza::gateway {
namespace {

// `scope` may be empty: then any token will do.
std::optional<http::Response> refuse(const http::Request& request, const std::string& scope) {
  return scope.empty() ? token::require_subject(request) : token::require_scope(request, scope);
}

// The handler behind a look at who asks.
http::Handler guarded(http::Handler handler, const std::string& scope) {
  if (auto* plain = std::get_if<http::PlainHandler>(&handler)) {
    return http::PlainHandler([inner = std::move(*plain), scope](http::Request& request) {
      auto refusal = refuse(request, scope);
      return refusal ? *std::move(refusal) : inner(request);
    });
  }
  return http::AsyncHandler([inner = std::get<http::AsyncHandler>(std::move(handler)),
                             scope](http::Request& request) -> asio::awaitable<http::Response> {
    if (auto refusal = refuse(request, scope)) co_return *std::move(refusal);
    co_return co_await inner(request);
  });
}

}  // namespace

void Api::add(Operation operation) {
  if (std::ranges::find(operations_, operation.id, &Operation::id) != operations_.end()) {
    throw std::logic_error("operation described twice: " + operation.id);
  }
  const auto in_path = std::ranges::count(operation.parameters, ParameterPlace::path, &ParameterDoc::place);
  if (in_path != std::ranges::count(operation.path, '{')) {
    throw std::logic_error("path parameters not described: " + operation.path);
  }
  for (const auto& parameter : operation.parameters) {
    if (parameter.place == ParameterPlace::path && !operation.path.contains(fmt::format("{{{}}}", parameter.name))) {
      throw std::logic_error(fmt::format("{} has no {{{}}}", operation.path, parameter.name));
    }
  }
  operations_.push_back(std::move(operation));
}

void Api::add_routes(http::Router& router, const Decorate& shared) const {
  for (const auto& operation : operations_) {
    auto handler = operation.handler;
    if (auto* waits = std::get_if<http::AsyncHandler>(&handler); waits && operation.same_for_all && shared) {
      handler = shared(std::move(*waits));
    }
    if (operation.needs_subject || !operation.scope.empty()) handler = guarded(std::move(handler), operation.scope);
    router.add({.method = operation.method,
                .path = operation.path,
                .handler = std::move(handler),
                .body_bytes_max = operation.body_bytes_max,
                .takes_body = operation.body_bytes_max > 0});
  }
}

std::vector<LimitedRoute> Api::limited_routes() const {
  std::vector<LimitedRoute> routes;
  routes.reserve(operations_.size());
  for (const auto& operation : operations_) routes.push_back({.method = operation.method, .path = operation.path});
  return routes;
}

std::vector<HeaderDoc> cached_headers() {
  return {{.name = "ETag",
           .doc = "Names this content: send it as If-None-Match to be told (304) that nothing has changed.",
           .example = R"("\"3fb1c4a5d1e8f6c20b9a7d3e5c1f8a42\"")"},
          {.name = "Cache-Control",
           .doc = "How long the answer may be used without asking again.",
           .example = R"("public, max-age=1")"}};
}

}  // namespace plaza::gateway
