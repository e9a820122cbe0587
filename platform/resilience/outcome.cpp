#include "platform/resilience/outcome.hpp"

namespace plaza::resilience {

Outcome outcome_of(const Result<void>& result, Duration took) {
  if (result) return {Code::ok, took, false};
  const auto& error = result.error();
  const bool shed =
      error.code == Code::resource_exhausted || error.reason == reason_overloaded || error.reason == reason_no_endpoint;
  return {error.code, took, shed};
}

Verdict judge(const Outcome& outcome, Duration patience) {
  if (outcome.shed) return Verdict::ignored;
  switch (outcome.code) {
    case Code::unavailable:
    case Code::internal:
    case Code::unknown:
    case Code::data_loss:
      return Verdict::failure;
    case Code::deadline_exceeded:
      return outcome.took >= patience ? Verdict::failure : Verdict::ignored;
    case Code::cancelled:
    case Code::resource_exhausted:
      return Verdict::ignored;
    case Code::ok:
    case Code::invalid_argument:
    case Code::not_found:
    case Code::already_exists:
    case Code::permission_denied:
    case Code::failed_precondition:
    case Code::aborted:
    case Code::out_of_range:
    case Code::unimplemented:
    case Code::unauthenticated:
      return Verdict::success;
  }
  return Verdict::failure;
}

}  // namespace plaza::resilience
