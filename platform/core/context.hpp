#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "platform/core/activity.hpp"
#include "platform/core/clock.hpp"
#include "platform/core/trace_context.hpp"

namespace plaza {

// Who asks. `subject` is empty for an anonymous caller.
struct Identity {
  std::string subject;
  std::vector<std::string> scopes;
};

// What travels with a request through every process: until when an answer is of use, the trace it belongs to, the id
// that a person can quote, and who asks.
struct RequestContext {
  SteadyTime deadline = SteadyTime::max();
  TraceContext trace;
  std::string request_id;
  Identity identity;
  Activity activity;
  bool background = false;  // nobody waits for it: the first to be shed

  [[nodiscard]] bool expired(SteadyTime now) const { return now >= deadline; }
  // Time left, at least 0; milliseconds::max() without a deadline.
  [[nodiscard]] milliseconds remaining(SteadyTime now) const {
    if (deadline == SteadyTime::max()) return milliseconds::max();
    return std::max(milliseconds{0}, std::chrono::duration_cast<milliseconds>(deadline - now));
  }
};

}  // namespace plaza
