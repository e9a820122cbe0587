#include <algorithm>
#include <array>
#include <stdexcept>

#include <fmt/format.h>

#include "platform/http/problem.hpp"

namespace plaza::http {
namespace {

// Sorted by status: the index page shows them in this order.
constexpr std::array types{
    ProblemType{"invalid-request", 400, "The request is not valid",
                "A part of the request cannot be understood or breaks a rule. The answer's errors name the fields that "
                "fail, each with the reason. Change the request before sending it again."},
    ProblemType{
        "unauthenticated", 401, "Who asks is not known",
        "The request needs a bearer token, or the token it carries is expired or not valid. Send it again with a "
        "valid token in the Authorization header."},
    ProblemType{"permission-denied", 403, "This is not allowed",
                "The token is valid, but its scopes do not allow this action."},
    ProblemType{"not-found", 404, "There is nothing here",
                "The address names nothing that exists, or nothing that you may see."},
    ProblemType{"method-not-allowed", 405, "The address does not take this method",
                "The Allow header of the answer lists the methods that this address takes."},
    ProblemType{"not-acceptable", 406, "No acceptable form of the answer",
                "The Accept header allows none of the media types that this address can answer with."},
    ProblemType{"request-timeout", 408, "The request came too slowly",
                "The request did not arrive completely within the time allowed. Send it again on a new connection."},
    ProblemType{
        "conflict", 409, "The request conflicts with the present state",
        "Something exists already, or changed meanwhile, or the same request is still being worked on. Read the "
        "present state, then decide again."},
    ProblemType{"precondition-failed", 412, "The precondition does not hold",
                "If-Match names another version than the present one. Read it again and repeat the change on it."},
    ProblemType{"payload-too-large", 413, "The body is too large",
                "The body exceeds what this address takes. Send less."},
    ProblemType{"uri-too-long", 414, "The request line is too long",
                "The address with its query exceeds what the server reads. Shorten the query."},
    ProblemType{"unsupported-media-type", 415, "The body's media type is not understood",
                "The Content-Type header must name a media type that this address takes, usually application/json."},
    ProblemType{"expectation-failed", 417, "The expectation cannot be met",
                "The only expectation that is understood is 100-continue."},
    ProblemType{
        "unprocessable", 422, "The request cannot be carried out",
        "The request is well formed, but a rule forbids it. The detail says which; with an Idempotency-Key it may "
        "be that the key was used for another body."},
    ProblemType{
        "precondition-required", 428, "A precondition is needed",
        "This change needs an If-Match header with the entity tag that was read, so that no change of others is "
        "overwritten."},
    ProblemType{"too-many-requests", 429, "Too many requests",
                "A rate limit is reached. Wait as long as the Retry-After header says."},
    ProblemType{"header-too-large", 431, "The header fields are too large",
                "The header fields exceed what the server reads, each or together. Send fewer or shorter ones."},
    ProblemType{"cancelled", 499, "The request was given up", "Whoever asked went away before the answer was ready."},
    ProblemType{"internal", 500, "Something went wrong here",
                "A fault of ours. Quote the X-Request-Id of the answer when you report it."},
    ProblemType{"not-implemented", 501, "This is not implemented",
                "The server does not know this method, transfer coding or feature."},
    ProblemType{
        "unavailable", 503, "Temporarily unavailable",
        "A part that is needed for the answer is down, or overloaded. Try again after the time that the Retry-After "
        "header names."},
    ProblemType{
        "deadline-exceeded", 504, "The time was not enough",
        "The answer was not ready within the time allowed, the server's limit or the X-Request-Timeout that was "
        "sent. What was begun may still have happened: read the state before repeating a change."},
    ProblemType{"version-not-supported", 505, "This HTTP version is not spoken here",
                "The server speaks HTTP/1.1 and HTTP/1.0."},
};

}  // namespace

std::span<const ProblemType> problem_types() {
  return types;
}

const ProblemType& problem_type(std::string_view slug) {
  const auto found = std::ranges::find(types, slug, &ProblemType::slug);
  if (found == types.end()) throw std::logic_error(fmt::format("there is no problem type \"{}\"", slug));
  return *found;
}

const ProblemType& problem_type(Code code) {
  switch (code) {
    case Code::invalid_argument:
    case Code::out_of_range:
      return problem_type("invalid-request");
    case Code::unauthenticated:
      return problem_type("unauthenticated");
    case Code::permission_denied:
      return problem_type("permission-denied");
    case Code::not_found:
      return problem_type("not-found");
    case Code::already_exists:
    case Code::aborted:
      return problem_type("conflict");
    case Code::failed_precondition:
      return problem_type("unprocessable");
    case Code::resource_exhausted:
      return problem_type("too-many-requests");
    case Code::cancelled:
      return problem_type("cancelled");
    case Code::unimplemented:
      return problem_type("not-implemented");
    case Code::unavailable:
      return problem_type("unavailable");
    case Code::deadline_exceeded:
      return problem_type("deadline-exceeded");
    case Code::ok:
    case Code::unknown:
    case Code::internal:
    case Code::data_loss:
      break;
  }
  return problem_type("internal");
}

const ProblemType& problem_type_of_status(unsigned status) {
  const auto found = std::ranges::find(types, status, &ProblemType::status);
  return found == types.end() ? problem_type("internal") : *found;
}

}  // namespace plaza::http
