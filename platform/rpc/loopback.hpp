#pragma once

#include <functional>
#include <future>
#include <memory>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include "platform/rpc/thrift_call.hpp"
#include "platform/rpc/thrift_channel.hpp"
#include "platform/rpc/thrift_server.hpp"

#include "thrift/pharmacy.hpp"

// What the tests of this folder share: services and a caller in one process, each with workers of its own.
namespace plaza::rpc::loopback {

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

// One instance of a pharmacy service whose answers a test decides.
class Service {
 public:
  explicit Service(ServerOptions options = {}, std::uint16_t port = 0,
                   std::shared_ptr<ServerObserver> observer = nullptr,
                   std::shared_ptr<const tls::Credentials> credentials = nullptr)
      : workers_(1) {
    options.listen.port = port;
    workers_.start();
    server_.emplace("pharmacy", std::vector{&workers_[0]}, clock_, health_, std::move(options), std::move(observer),
                    std::move(credentials));
  }
  ~Service() { stop(); }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  ThriftServer& server() { return *server_; }
  Health& health() { return health_; }
  Worker& worker() { return workers_[0]; }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  [[nodiscard]] std::string endpoint() const { return "127.0.0.1:" + std::to_string(port()); }

  // Answers GetMany with the ids it was asked for, and counts.
  Service& echo() {
    server_->handle<pharmacy::GetMany>([this](const pharmacy::GetMany::Request& request, const RequestContext&) {
      calls.fetch_add(1);
      pharmacy::GetMany::Reply reply;
      for (const auto& id : request.ids) reply.pharmacies.emplace_back().id = id;
      return Result<pharmacy::GetMany::Reply>(std::move(reply));
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
  std::optional<ThriftServer> server_;
};

// A worker with a channel, driven from the test's thread.
class Caller {
 public:
  explicit Caller(std::vector<std::string> endpoints, ChannelOptions options = {}, ResolveName resolve = {},
                  const std::shared_ptr<const tls::Credentials>& credentials = nullptr)
      : workers_(1) {
    options.endpoints = std::move(endpoints);
    channel_ = std::make_unique<ThriftChannel>(workers_[0], clock_, options, std::move(resolve), credentials);
    workers_.start();
  }
  ~Caller() {
    channel_.reset();
    workers_.stop();
  }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  ThriftChannel& channel() { return *channel_; }
  Worker& worker() { return workers_[0]; }

  static RequestContext within(milliseconds timeout) {
    RequestContext context;
    context.deadline = std::chrono::steady_clock::now() + timeout;
    return context;
  }

  template <class M>
  std::future<Result<typename M::Reply>> begin(typename M::Request request, RequestContext context = within(patience)) {
    return asio::co_spawn(worker().executor(), call<M>(*channel_, std::move(context), std::move(request)),
                          asio::use_future);
  }
  template <class M>
  Result<typename M::Reply> ask(typename M::Request request, RequestContext context = within(patience)) {
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
  std::unique_ptr<ThriftChannel> channel_;
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
      pharmacy::GetMany::Request request;
      request.ids = {"5901012345"};
      const auto answer = co_await call<pharmacy::GetMany>(self->caller_->channel(), Caller::within(timeout), request);
      ++(answer && answer->pharmacies.size() == 1 ? self->succeeded : self->failed);
      // A call that is refused here ends without a wait; the loop must run all the same.
      co_await asio::post(asio::use_awaitable);
    }
    --self->running_;
  }

  Caller* caller_;
  std::atomic<int> running_;
  std::atomic<bool> stopped_ = false;
};

inline pharmacy::GetMany::Request ids(std::vector<std::string> wanted) {
  pharmacy::GetMany::Request request;
  request.ids = std::move(wanted);
  return request;
}

}  // namespace plaza::rpc::loopback
