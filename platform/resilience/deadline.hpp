#pragma once

#include <algorithm>

#include "platform/core/context.hpp"
#include "platform/core/error.hpp"

namespace plaza::resilience {

// The earlier of the caller's deadline and `timeout` from now. A timeout of 0 adds none.
inline SteadyTime shortened_deadline(SteadyTime deadline, milliseconds timeout, SteadyTime now) {
  if (timeout.count() <= 0) return deadline;
  return std::min(deadline, now + timeout);
}

// deadline_exceeded when there is no time left, so that no work starts after it.
inline Result<void> check_deadline(const RequestContext& context, SteadyTime now) {
  if (!context.expired(now)) return {};
  return fail(Code::deadline_exceeded, "the deadline passed before the work began");
}

}  // namespace plaza::resilience
