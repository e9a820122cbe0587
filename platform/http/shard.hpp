#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "platform/http/date_line.hpp"
#include "platform/http/dispatch.hpp"
#include "platform/http/framing.hpp"
#include "platform/http/known_heads.hpp"
#include "platform/http/server.hpp"
#include "platform/http/transaction.hpp"
#include "platform/tls/credentials.hpp"

namespace plaza::http {

class Connection;

// Connections of a server over all workers.
class ConnectionCounts {
 public:
  std::atomic<std::size_t> unfinished = 0;  // those that still have a request or an answer under way, or may get one

  [[nodiscard]] std::size_t open() const { return open_.load(std::memory_order_relaxed); }
  void opened() { open_.fetch_add(1, std::memory_order_relaxed); }
  void closed();
  // Waits no longer than `time`. Not from a worker.
  void wait_until_none_is_open(std::chrono::milliseconds time);

 private:
  std::atomic<std::size_t> open_ = 0;
  std::mutex mutex_;
  std::condition_variable none_is_open_;
};

// What a server keeps on one worker: its connections there, one timer that looks after all of their time limits, and
// what they share. Lives on the worker; its connections keep it alive.
class Shard : public std::enable_shared_from_this<Shard> {
 public:
  Shard(Worker& worker, const Clock& clock, const ServerOptions& options, Dispatcher dispatcher, Observer* observer,
        std::shared_ptr<ConnectionCounts> counts, std::shared_ptr<const tls::Credentials> credentials);

  // Serves a connection, or refuses it when there are too many.
  void adopt(asio::ip::tcp::socket socket);

  // The live ones of the options, from now on. For a wait that runs its new limit holds too.
  void change(const ServerOptions& options);

  // From now on answers end their connection.
  void begin_stopping() { stopping_ = true; }
  // Connections between two requests end after a last look for bytes that came already.
  void end_idle_connections();
  void close_all();

  // The server goes: what is left of its connections may not call back.
  void detach() { observer_ = nullptr; }

  // `counted`: it is served; the others are only told that there are too many.
  void add(Connection& connection, bool counted);
  void remove(Connection& connection, bool counted);
  std::unique_ptr<Transaction> take_transaction();
  void give_back(std::unique_ptr<Transaction> transaction);
  // Memory for answers on their way out: an empty text, with room where one has been given back.
  std::string take_memory();
  void give_back_memory(std::string memory);

  [[nodiscard]] Worker& worker() const { return worker_; }
  [[nodiscard]] const Clock& clock() const { return clock_; }
  [[nodiscard]] const ServerOptions& options() const { return options_; }
  [[nodiscard]] const FramingLimits& framing_limits() const { return framing_limits_; }
  [[nodiscard]] const Dispatcher& dispatcher() const { return dispatcher_; }
  [[nodiscard]] Observer* observer() const { return observer_; }
  [[nodiscard]] bool stopping() const { return stopping_; }
  // No connections come any more.
  [[nodiscard]] bool ending() const { return ending_; }
  // For a new connection; null without TLS.
  [[nodiscard]] std::shared_ptr<const tls::Context> tls_context() const {
    return credentials_ ? credentials_->context() : nullptr;
  }
  std::string_view date_line(SystemTime now) { return date_line_.at(now); }
  KnownHeads& known_heads() { return known_heads_; }
  ConnectionCounts& counts() { return *counts_; }

 private:
  void sweep_later();

  Worker& worker_;
  const Clock& clock_;
  ServerOptions options_;
  FramingLimits framing_limits_;
  Dispatcher dispatcher_;
  Observer* observer_;
  std::shared_ptr<ConnectionCounts> counts_;
  std::shared_ptr<const tls::Credentials> credentials_;
  DateLine date_line_;
  KnownHeads known_heads_;
  asio::steady_timer sweep_timer_;
  milliseconds sweep_period_;
  bool sweeping_ = false;
  bool stopping_ = false;
  bool ending_ = false;
  std::unordered_set<Connection*> connections_;
  std::size_t refused_ = 0;
  std::vector<std::unique_ptr<Transaction>> spare_transactions_;
  std::vector<std::string> spare_memory_;
};

}  // namespace plaza::http
