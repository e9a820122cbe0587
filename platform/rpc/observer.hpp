#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "platform/core/worker.hpp"
#include "platform/rpc/channel.hpp"
#include "platform/rpc/server_admission.hpp"

namespace plaza::rpc {

// A call that a server has answered.
struct ServedCall {
  const Method* method = nullptr;
  const RequestContext* context = nullptr;
  std::uint64_t caller_span = 0;  // parent of context->trace.span; 0: none
  Code code = Code::ok;
  std::chrono::nanoseconds duration{};
  std::uint64_t reply_bytes = 0;
};

// Sees what a server does: metrics, traces and logs are one. Runs on the worker concerned; never waits.
class ServerObserver {
 public:
  virtual ~ServerObserver() = default;
  virtual void opened(Worker&) {}
  // `why`: empty when the peer or the server ended an orderly connection.
  virtual void closed(Worker&, std::string_view /*remote*/, std::string_view /*why*/) {}
  // The observer may note in the context what it will want to know again.
  virtual void begun(Worker&, const Method&, RequestContext&, SteadyTime /*received*/) {}
  virtual void finished(Worker&, const ServedCall&) {}
  // A call was refused, because there is too much to do; finished() follows.
  virtual void shed(Worker&, const Method&, ShedBy) {}
  // Now and then while there are connections: how many calls the worker takes at once, and how many are under way.
  virtual void measured(Worker&, std::uint32_t /*limit*/, std::uint32_t /*in_flight*/) {}
  // A handler threw, which only a programmer's mistake does. The caller is told nothing of `what`.
  virtual void threw(Worker&, const Method&, const RequestContext&, std::string_view /*what*/) {}
};

}  // namespace plaza::rpc
