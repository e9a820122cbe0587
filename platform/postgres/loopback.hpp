#pragma once

#include <functional>
#include <future>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include "platform/postgres/pool.hpp"
#include "platform/postgres/test_server.hpp"
#include "platform/telemetry/recording_for_test.hpp"

// What the tests of this folder, and of those who store something, share: a worker with a pool, and waiting.
namespace plaza::postgres::loopback {

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

// A process with one worker, as far as a pool needs it.
class Surrounded {
 public:
  Surrounded() { workers_.start(); }
  ~Surrounded() { workers_.stop(); }
  Surrounded(const Surrounded&) = delete;
  Surrounded& operator=(const Surrounded&) = delete;

  [[nodiscard]] PoolSurroundings with() { return {&workers_[0], &clock_, &metrics_, &tracer_, &log_}; }
  Workers& workers() { return workers_; }
  telemetry::Metrics& metrics() { return metrics_; }
  const telemetry::RecordingLog& log() { return log_; }
  const telemetry::RecordingTracer& tracer() { return tracer_; }

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

// A pool on a worker of its own, connected.
class Client : public Surrounded {
 public:
  explicit Client(const Options& options) : pool_(with(), options, {}) {
    pool_.start();
    EXPECT_TRUE(eventually([&] { return open() == options.connections_max; }));
  }
  ~Client() {
    pool_.stop();
    workers().stop();
  }
  Pool& pool() { return pool_; }

  std::size_t open() {
    std::size_t count = 0;
    run_on(workers()[0], [&] { count = pool_.open(); });
    return count;
  }

  template <class... T>
  Result<Rows> query(const RequestContext& context, const Statement& statement, const T&... values) {
    return await(pool_.query(context, Command(statement, Parameters(values...))));
  }
  Result<Rows> query(const RequestContext& context, const Statement& statement) {
    return await(pool_.query(context, Command(statement)));
  }

 private:
  Pool pool_;
};

inline Options options_for(const ServerAddress& server, std::uint32_t connections = 2) {
  Options options;
  options.server = server;
  options.connections_max = connections;
  return options;
}

}  // namespace plaza::postgres::loopback
