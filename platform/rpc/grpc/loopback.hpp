#pragma once

#include <functional>
#include <future>
#include <memory>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include "platform/rpc/grpc/call.hpp"
#include "platform/rpc/grpc/channel.hpp"
#include "platform/rpc/grpc/server.hpp"

#include "proto/test/v1/methods.hpp"

// What the tests of this folder share: services and a caller in one process, each with workers of its own.
namespace plaza::rpc::grpc_loopback {

using test::v1::Do;
using test::v1::Echo;
using test::v1::EchoRequest;
using test::v1::EchoResponse;
using test::v1::Wait;

// Nothing in a test waits longer.
inline constexpr std::chrono::seconds patience{10};

// Waits until `condition` holds; false when patience is over.
inline bool eventually(const std::function<bool()>& condition) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= give_up) return false;
    std::this_thread::yield();
  }
  return true;
}

inline EchoRequest say(std::string text) {
  EchoRequest request;
  request.set_text(std::move(text));
  return request;
}

inline Result<EchoResponse> echoed(const EchoRequest& request) {
  EchoResponse response;
  response.set_text(request.text());
  *response.mutable_ids() = request.ids();
  return response;
}

// One instance of a service whose answers a test decides.
class Service {
 public:
  explicit Service(GrpcServerOptions options = {}, std::uint16_t port = 0,
                   std::shared_ptr<ServerObserver> observer = nullptr,
                   std::shared_ptr<const tls::Credentials> credentials = nullptr)
      : workers_(1) {
    options.listen.port = port;
    workers_.start();
    server_.emplace("echo", std::vector{&workers_[0]}, clock_, health_, std::move(options), std::move(observer),
                    std::move(credentials));
  }
  ~Service() { stop(); }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  GrpcServer& server() { return *server_; }
  Health& health() { return health_; }
  Worker& worker() { return workers_[0]; }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] std::string endpoint() const { return "127.0.0.1:" + std::to_string(port()); }

  // Answers with what it was asked, and counts.
  Service& echo() {
    server_->handle<Echo>([this](const EchoRequest& request, const RequestContext&) {
      calls.fetch_add(1);
      return echoed(request);
    });
    return *this;
  }
  Service& start() {
    EXPECT_TRUE(server_->start());
    return *this;
  }
  // As serve() does on SIGTERM, without the grace period.
  void stop_in_order() {
    server_->begin_stopping();
    server_->stop_accepting();
    EXPECT_TRUE(eventually([this] { return server_->drained(); }));
    stop();
  }
  void stop() {
    if (server_) server_->stop();
    workers_.stop();
  }

  std::atomic<int> calls = 0;

 private:
  SystemClock clock_;
  Health health_;
  Workers workers_;
  std::optional<GrpcServer> server_;
};

// Lets a service have Wait, whose calls end when the test opens the gate or when they are cancelled.
class Gate {
 public:
  explicit Gate(Service& service) : service_(&service), state_(std::make_shared<State>(service.worker())) {
    service.server().handle<Wait>(
        [state = state_](const EchoRequest& request, const RequestContext&) -> asio::awaitable<Result<EchoResponse>> {
          return wait(state, request);
        });
  }
  [[nodiscard]] bool has_waiting(int count) const {
    return eventually([&] { return state_->waiting == count; });
  }
  [[nodiscard]] bool has_cancelled(int count) const {
    return eventually([&] { return state_->cancelled == count; });
  }
  [[nodiscard]] int begun() const { return state_->begun; }
  void open() {
    asio::post(service_->worker().executor(), [state = state_] {
      state->open = true;
      for (auto* timer : state->timers) timer->cancel();
    });
  }

 private:
  struct State {
    explicit State(Worker& worker) : executor(worker.executor()) {}
    asio::io_context::executor_type executor;
    bool open = false;
    std::vector<asio::steady_timer*> timers;
    std::atomic<int> begun = 0;
    std::atomic<int> waiting = 0;
    std::atomic<int> cancelled = 0;
  };

  static asio::awaitable<Result<EchoResponse>> wait(std::shared_ptr<State> state, EchoRequest request) {
    ++state->begun;
    ++state->waiting;
    asio::steady_timer timer(state->executor, SteadyTime::max());
    state->timers.push_back(&timer);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    std::erase(state->timers, &timer);
    --state->waiting;
    if (!state->open) ++state->cancelled;
    co_return echoed(request);
  }

  Service* service_;
  std::shared_ptr<State> state_;
};

// A worker with a channel, driven from the test's thread.
class Caller {
 public:
  explicit Caller(std::vector<std::string> endpoints, GrpcChannelOptions options = {}, ResolveName resolve = {},
                  const std::shared_ptr<const tls::Credentials>& credentials = nullptr)
      : workers_(1) {
    options.endpoints = std::move(endpoints);
    channel_ = std::make_unique<GrpcChannel>(workers_[0], clock_, options, std::move(resolve), credentials);
    workers_.start();
  }
  ~Caller() {
    channel_.reset();
    workers_.stop();
  }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  GrpcChannel& channel() { return *channel_; }
  Worker& worker() { return workers_[0]; }

  static RequestContext within(milliseconds timeout) {
    RequestContext context;
    context.deadline = std::chrono::steady_clock::now() + timeout;
    return context;
  }

  template <class M>
  std::future<Result<EchoResponse>> begin(EchoRequest request, RequestContext context = within(patience)) {
    return asio::co_spawn(worker().executor(), call<M>(*channel_, std::move(context), std::move(request)),
                          asio::use_future);
  }
  template <class M>
  Result<EchoResponse> ask(EchoRequest request, RequestContext context = within(patience)) {
    auto answer = begin<M>(std::move(request), std::move(context));
    if (answer.wait_for(2 * patience) != std::future_status::ready) {
      ADD_FAILURE() << "a call never ended";
      std::abort();
    }
    return answer.get();
  }

 private:
  SystemClock clock_;
  Workers workers_;
  std::unique_ptr<GrpcChannel> channel_;
};

// Calls one after the other in several coroutines until it is stopped.
class Load {
 public:
  Load(Caller& caller, int count, milliseconds timeout) : caller_(&caller), running_(count) {
    for (int i = 0; i < count; ++i) asio::co_spawn(caller.worker().executor(), run(this, timeout), asio::detached);
  }
  ~Load() { stop(); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void stop() {
    stopped_ = true;
    EXPECT_TRUE(eventually([this] { return running_ == 0; }));
  }
  // Until so many more calls have succeeded.
  bool wait_for_successes(int more) {
    const int goal = succeeded + more;
    return eventually([&] { return succeeded >= goal; });
  }

  std::atomic<int> succeeded = 0;
  std::atomic<int> failed = 0;

 private:
  static asio::awaitable<void> run(Load* self, milliseconds timeout) {
    while (!self->stopped_) {
      const auto answer = co_await call<Echo>(self->caller_->channel(), Caller::within(timeout), say("hello"));
      ++(answer && answer->text() == "hello" ? self->succeeded : self->failed);
      // A call that is refused here ends without a wait; the loop must run all the same.
      co_await asio::post(asio::use_awaitable);
    }
    --self->running_;
  }

  Caller* caller_;
  std::atomic<int> running_;
  std::atomic<bool> stopped_ = false;
};

}  // namespace plaza::rpc::grpc_loopback
