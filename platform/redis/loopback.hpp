#pragma once

#include <functional>
#include <future>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include "platform/redis/client.hpp"
#include "platform/redis/test_server.hpp"
#include "platform/telemetry/recording_for_test.hpp"

// What the tests of this folder, and of those who use Redis, share: a worker with a client, and waiting.
namespace plaza::redis::loopback {

// Nothing in a test waits longer.
inline constexpr std::chrono::seconds patience{20};

// Waits until `condition` holds; false when patience is over.
inline bool eventually(const std::function<bool()>& condition) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= give_up) return false;
    std::this_thread::yield();
  }
  return true;
}

inline milliseconds since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
}

inline RequestContext within(milliseconds time) {
  RequestContext context;
  context.deadline = std::chrono::steady_clock::now() + time;
  return context;
}

// A process with one worker, as far as a client needs it.
class Surrounded {
 public:
  Surrounded() { workers_.start(); }
  ~Surrounded() { workers_.stop(); }
  Surrounded(const Surrounded&) = delete;
  Surrounded& operator=(const Surrounded&) = delete;

  [[nodiscard]] ClientSurroundings with() { return {&workers_[0], &clock_, &metrics_, &tracer_, &log_}; }
  Workers& workers() { return workers_; }
  const Clock& clock() { return clock_; }
  telemetry::Metrics& metrics() { return metrics_; }
  telemetry::RecordingLog& log() { return log_; }
  telemetry::RecordingTracer& tracer() { return tracer_; }

  // Runs a coroutine on the worker and waits for what it returns.
  template <class T>
  T await(asio::awaitable<T> work) {
    return begin(std::move(work)).get();
  }
  template <class T>
  std::future<T> begin(asio::awaitable<T> work) {
    return asio::co_spawn(workers_[0].executor(), std::move(work), asio::use_future);
  }

 private:
  SystemClock clock_;
  telemetry::Metrics metrics_{2};
  telemetry::RecordingTracer tracer_{true};
  telemetry::RecordingLog log_;
  Workers workers_{1};
};

// A client on a worker of its own.
class LoneClient : public Surrounded {
 public:
  explicit LoneClient(const Options& options, const std::string& password = {},
                      std::shared_ptr<const tls::Credentials> credentials = nullptr)
      : client_(with(), "test", options, [password] { return password; }, std::move(credentials)) {
    client_.start();
  }
  ~LoneClient() {
    client_.stop();
    workers().stop();
  }
  Client& client() { return client_; }

  bool connected() {
    bool connected = false;
    run_on(workers()[0], [&] { connected = client_.connected(); });
    return connected;
  }
  Result<Reply> run(Command command, const RequestContext& context = within(patience)) {
    return await(client_.run(context, std::move(command)));
  }
  std::future<Result<Reply>> start(Command command, const RequestContext& context = within(patience)) {
    return begin(client_.run(context, std::move(command)));
  }

 private:
  Client client_;
};

}  // namespace plaza::redis::loopback
