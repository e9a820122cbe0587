#include "gateway/edge/token/challenge.hpp"

#include <string>

#include <fmt/format.h>

#include "platform/core/scopes.hpp"
#include "platform/http/problem.hpp"

namespace plaza::gateway::token {
namespace {

http::Response challenge(const http::Request& request, std::string_view slug, std::string_view detail,
                         std::string_view parameters) {
  auto response = http::problem(http::problem_type(slug), detail, request.path());
  response.headers.add("WWW-Authenticate", fmt::format("Bearer realm=\"plaza\"{}", parameters));
  return response;
}

}  // namespace

http::Response invalid_token(const http::Request& request, Refusal refusal) {
  return challenge(request, "unauthenticated", sentence(refusal),
                   fmt::format(", error=\"invalid_token\", error_description=\"{}\"", sentence(refusal)));
}

http::Response invalid_credentials(const http::Request& request, std::string_view sentence) {
  return challenge(request, "invalid-request", sentence,
                   fmt::format(", error=\"invalid_request\", error_description=\"{}\"", sentence));
}

std::optional<http::Response> require_subject(const http::Request& request) {
  if (!request.context.identity.subject.empty()) return std::nullopt;
  return challenge(request, "unauthenticated", "this address needs a bearer token", "");
}

std::optional<http::Response> require_scope(const http::Request& request, std::string_view scope) {
  if (auto unknown = require_subject(request)) return unknown;
  if (has_scope(request.context.identity, scope)) return std::nullopt;
  return challenge(request, "permission-denied", fmt::format("this address needs the scope {}", scope),
                   fmt::format(", error=\"insufficient_scope\", scope=\"{}\"", scope));
}

}  // namespace plaza::gateway::token
