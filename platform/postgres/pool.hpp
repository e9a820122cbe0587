#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "platform/core/context.hpp"
#include "platform/core/worker.hpp"
#include "platform/postgres/options.hpp"
#include "platform/postgres/rows.hpp"
#include "platform/postgres/statement.hpp"
#include "platform/postgres/transaction.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"
#include "platform/telemetry/trace.hpp"

namespace plaza::postgres {

// What a pool works with; all of it outlives the pool.
struct PoolSurroundings {
  Worker* worker;
  const Clock* clock;
  telemetry::Metrics* metrics;
  telemetry::Tracer* tracer;
  telemetry::Log* log;
};

// The way to one database from one worker. Around each statement: metrics and span → deadline (a spent one is refused
// before any work) → breaker → a connection → once more for what only reads, when the connection was lost. Lives on one
// worker.
//
//   const auto rows = co_await pool.query(context, find_order, id);
class Pool {
 public:
  // `password` is asked at every attempt to connect; empty: none is needed. It may be called until the worker's loop
  // has ended.
  Pool(PoolSurroundings with, const Options& options, std::function<std::string()> password);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // From any thread, each once. Statements under way fail when it stops.
  void start();
  void stop();
  void change(const PoolLimits& limits);
  // Connections that can be used now; on the worker.
  [[nodiscard]] std::size_t open() const;

  // One statement, a transaction of its own. Errors: README.md, "When a statement fails".
  template <class... T>
  asio::awaitable<Result<Rows>> query(const RequestContext& context, const Statement& statement, const T&... values) {
    return first(context, alone(Command(statement, Parameters(values...))));
  }
  asio::awaitable<Result<Rows>> query(const RequestContext& context, Command command) {
    return first(context, alone(std::move(command)));
  }

  // Several statements that take effect together or not at all, in one round trip: as good as a transaction where none
  // needs to know what another answered. Metrics and span carry the first one's name.
  asio::awaitable<Result<std::vector<Rows>>> together(RequestContext context, Commands commands);

  // A transaction that is talked with. It has a connection for itself until it ends, by `timeout` at the latest.
  asio::awaitable<Result<Transaction>> begin(RequestContext context, Isolation isolation = Isolation::read_committed);

 private:
  asio::awaitable<Result<Rows>> first(RequestContext context, Commands commands);

  std::shared_ptr<PoolState> state_;
};

}  // namespace plaza::postgres
