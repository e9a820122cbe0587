#include "gateway/api/answer.hpp"

#include <algorithm>
#include <array>

namespace plaza::gateway {
namespace {

struct KnownReason {
  std::string_view reason;
  std::string_view problem;
};

constexpr std::array known_reasons{
    KnownReason{.reason = "BELOW_TAKEN", .problem = "conflict"},
    KnownReason{.reason = "FULLY_BOOKED", .problem = "conflict"},
    KnownReason{.reason = "INVALID_TRANSITION", .problem = "conflict"},
    KnownReason{.reason = "NOT_ACTIVE", .problem = "conflict"},
    KnownReason{.reason = "NOT_CANCELLABLE", .problem = "conflict"},
    KnownReason{.reason = reason_unsupported_media_type, .problem = "unsupported-media-type"},
    KnownReason{.reason = "VERSION_MISMATCH", .problem = "precondition-failed"},
};

}  // namespace

Error for_clients(Error error) {
  switch (error.code) {
    case Code::resource_exhausted:
      if (error.reason != "RATE_LIMITED") error.code = Code::unavailable;
      return error;
    case Code::cancelled:
      // Nobody but a service that stops cancels a call of ours.
      error.code = Code::unavailable;
      return error;
    case Code::ok:
    case Code::unknown:
    case Code::unimplemented:
    case Code::internal:
    case Code::data_loss:
      return {.code = Code::internal, .message = "a service that the answer needs failed"};
    default:
      return error;
  }
}

http::Response failure(const http::Request& request, Error error) {
  const auto known = std::ranges::find(known_reasons, error.reason, &KnownReason::reason);
  if (known == known_reasons.end()) return http::problem(request, for_clients(std::move(error)));
  return http::problem(http::problem_type(known->problem), error.message, request.path(), error.fields);
}

}  // namespace plaza::gateway
