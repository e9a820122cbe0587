#pragma once

#include <deque>
#include <list>
#include <optional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/core/clock.hpp"
#include "platform/rpc/channel.hpp"

namespace plaza::rpc::testing {

// What the fake does with one call.
struct Reply {
  Code code = Code::ok;
  bool never_reached = false;
  milliseconds took{0};  // by the test's clock
  std::optional<milliseconds> retry_after{};
  std::string reason{};
};

// A transport that answers as it was told, in turn; when nothing is left, well. Holds calls back on demand.
class FakeChannel final : public Channel {
 public:
  explicit FakeChannel(ManualClock& clock) : clock_(&clock) {}

  void will_answer(const Reply& reply, int times = 1) {
    replies_.insert(replies_.end(), static_cast<std::size_t>(times), reply);
  }
  void answer_well() { replies_.clear(); }
  void hold() { holding_ = true; }
  void release() {
    holding_ = false;
    for (auto* waiting : waiting_) waiting->cancel();
  }
  [[nodiscard]] int calls() const { return calls_; }
  [[nodiscard]] SteadyTime last_deadline() const { return last_deadline_; }

  asio::awaitable<Result<void>> send(Call& call) override {
    ++calls_;
    last_deadline_ = call.context.deadline;
    if (holding_) {
      asio::steady_timer held(co_await asio::this_coro::executor, SteadyTime::max());
      const auto place = waiting_.insert(waiting_.end(), &held);
      co_await held.async_wait(asio::as_tuple(asio::use_awaitable));
      waiting_.erase(place);
    }
    Reply reply;
    if (!replies_.empty()) {
      reply = replies_.front();
      replies_.pop_front();
    }
    clock_->advance(reply.took);
    call.never_reached_server = reply.never_reached;
    if (reply.code == Code::ok) co_return Result<void>{};
    co_return std::unexpected(
        Error{.code = reply.code, .message = "as told", .reason = reply.reason, .retry_after = reply.retry_after});
  }

 private:
  ManualClock* clock_;
  std::deque<Reply> replies_;
  std::list<asio::steady_timer*> waiting_;
  bool holding_ = false;
  int calls_ = 0;
  SteadyTime last_deadline_{};
};

inline constexpr Method read_method{.service = "pharmacy", .name = "search", .idempotent = true};
inline constexpr Method write_method{.service = "booking", .name = "reserve", .idempotent = false};

// A call under way through a channel; its result when it is done.
class Sent {
 public:
  Sent(asio::io_context& io, Channel& channel, const Method& method = read_method, RequestContext context = {})
      : call(method, std::move(context)) {
    asio::co_spawn(io, channel.send(call), [this](const std::exception_ptr& thrown, Result<void> answer) {
      if (!thrown) result = std::move(answer);
    });
  }
  Sent(const Sent&) = delete;
  Sent& operator=(const Sent&) = delete;

  [[nodiscard]] Code code() const { return !result ? Code::unknown : *result ? Code::ok : result->error().code; }

  Call call;
  std::optional<Result<void>> result;
};

// Runs a loop until nothing is left to do that needs no one else; held calls stay held.
inline void settle(asio::io_context& io) {
  io.restart();
  io.poll();
}

// One call from beginning to end; its code.
inline Code call_through(Channel& channel, const Method& method = read_method, RequestContext context = {}) {
  asio::io_context io;
  Sent sent(io, channel, method, std::move(context));
  io.run();
  return sent.code();
}

}  // namespace plaza::rpc::testing
