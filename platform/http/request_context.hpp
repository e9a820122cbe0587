#pragma once

#include "platform/core/clock.hpp"
#include "platform/http/message.hpp"
#include "platform/http/server.hpp"

namespace plaza::http {

// Fills request.context from the header fields: X-Request-Id or an id made here; traceparent or B3, or a trace of its
// own (not sampled: an observer decides); the deadline, counted from request.received. An error (invalid_argument) for
// an X-Request-Timeout that is no positive number of milliseconds; the context is filled all the same.
Result<void> fill_context(Request& request, const Clock& clock, const ServerOptions& options);

}  // namespace plaza::http
