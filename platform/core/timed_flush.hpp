#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/core/clock.hpp"

namespace plaza {

namespace asio = boost::asio;

// Calls `flush` once, `delay` after it was first asked for, however often it is asked for in between: what may wait a
// moment is gathered over many ticks. Lives on one worker.
class TimedFlush {
 public:
  TimedFlush(const asio::io_context::executor_type& executor, milliseconds delay, std::function<void()> flush)
      : state_(std::make_shared<State>(asio::steady_timer(executor), delay, std::move(flush))) {}

  void request() {
    if (state_->requested) return;
    state_->requested = true;
    state_->timer.expires_after(state_->delay);
    state_->timer.async_wait([weak = std::weak_ptr(state_)](const boost::system::error_code& error) {
      const auto state = weak.lock();
      if (!state || error) return;
      state->requested = false;
      state->flush();
    });
  }

 private:
  struct State {
    asio::steady_timer timer;
    milliseconds delay;
    std::function<void()> flush;
    bool requested = false;
  };
  std::shared_ptr<State> state_;
};

}  // namespace plaza
