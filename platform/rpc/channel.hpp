#pragma once

#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "platform/core/context.hpp"
#include "platform/core/error.hpp"
#include "platform/core/worker.hpp"
#include "platform/resilience/priority.hpp"

namespace plaza::rpc {

// What is known of a method before it is called.
struct Method {
  std::string_view service;  // "pharmacy"
  std::string_view name;     // "search"
  // May be sent again although the first one may have been carried out.
  bool idempotent = false;
  // Who is shed first by a server that has too much to do.
  resilience::Priority priority = resilience::Priority::interactive;
};

// One call on its way through the decorators to a transport, whichever protocol that speaks. A typed stub derives from
// it and keeps the arguments and the place for the answer; a decorator sees only this.
class Call {
 public:
  // The callee gets a span of its own in the caller's trace.
  Call(const Method& of, RequestContext caller)
      : method(&of), context(std::move(caller)), caller_span(context.trace.span) {
    if (context.trace.valid()) context.trace = context.trace.child();
  }
  virtual ~Call() = default;
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  const Method* method;
  // The callee's: a decorator may shorten the deadline.
  RequestContext context;
  std::uint64_t caller_span;  // parent of context.trace.span; 0: none
  // Set by the transport when not one byte of the call can have been acted on, so that even a call that is not
  // idempotent may be sent again.
  bool never_reached_server = false;
  std::string endpoint{};  // who answered, "127.0.0.1:9001"; for logs and spans
};

// Where calls go: a connection, a set of endpoints, or a decorator around another channel. Lives on one worker.
class Channel {
 public:
  virtual ~Channel() = default;
  // Finished when `call` holds the answer, or with the error that the server or the transport gave.
  virtual asio::awaitable<Result<void>> send(Call& call) = 0;
};

}  // namespace plaza::rpc
