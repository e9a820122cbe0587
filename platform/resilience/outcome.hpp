#pragma once

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"

namespace plaza::resilience {

using Duration = SteadyTime::duration;

// `Error::reason` of an answer that a server sheds because it has too much to do; its code is `unavailable`.
inline constexpr std::string_view reason_overloaded = "OVERLOADED";

// `Error::reason` of a call that found no endpoint to go to; its code is `unavailable`. It was refused here and says
// nothing new about the service.
inline constexpr std::string_view reason_no_endpoint = "NO_ENDPOINT";

// How a call went, as far as policies care.
struct Outcome {
  Code code = Code::ok;
  Duration took{};
  // It was refused before any work: by a server that has too much to do, or here, for want of an endpoint.
  bool shed = false;
};

Outcome outcome_of(const Result<void>& result, Duration took);

// What a call says about the health of whoever was called.
enum class Verdict : std::uint8_t {
  success,  // it did its job: an answer, or a refusal that is the caller's own doing (not_found, invalid_argument, …)
  failure,  // unavailable, deadline_exceeded, internal, unknown, data_loss
  ignored,  // it says nothing: the caller left, had no patience, or the server sheds load to stay well
};

// Shed calls (resource_exhausted, or `shed`) are not failures: a server that sheds is alive and serves what it can;
// cutting it off would turn a partial overload into an outage. Backing off is the business of the retry budget.
// A deadline that passed in less than `patience` says more about the caller, who may set it (X-Request-Timeout): nobody
// shall open a breaker for all with deadlines of 1 ms.
Verdict judge(const Outcome& outcome, Duration patience);

}  // namespace plaza::resilience
