#pragma once

#include "platform/core/clock.hpp"
#include "platform/http/known_heads.hpp"
#include "platform/http/message.hpp"
#include "platform/http/server.hpp"

namespace plaza::http {

// Fills request.context from the header fields: X-Request-Id or an id made here; traceparent or B3, or a trace of its
// own (not sampled: an observer decides); the deadline, counted from request.received. An error (invalid_argument) for
// an X-Request-Timeout that is no positive number of milliseconds; the context is filled all the same. `known`: the
// request's head where it was known before, so that nobody looks again for fields that it has not; otherwise null.
Result<void> fill_context(Request& request, SystemTime now, const ServerOptions& options, const KnownHead* known);

// Whether the request has any of the fields that are read for it.
bool names_context(const Request& request);

}  // namespace plaza::http
