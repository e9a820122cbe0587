#pragma once

#include <memory>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>

#include "platform/core/worker.hpp"

namespace plaza::rpc {

// Of a handler that waits: its caller has gone, or has no more time. Asio ends what it waits for; a handler that cannot
// be ended so finishes in vain.
struct CallCancellation {
  asio::cancellation_signal signal;
  bool cancelled = false;

  // The handler goes on from the loop, not from within this.
  static void cancel(const std::shared_ptr<CallCancellation>& call, asio::io_context::executor_type executor) {
    if (!call || call->cancelled) return;
    call->cancelled = true;
    asio::post(executor, [call] { call->signal.emit(asio::cancellation_type::terminal); });
  }
};

}  // namespace plaza::rpc
