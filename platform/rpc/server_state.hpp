#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "platform/rpc/thrift_server.hpp"

namespace plaza::rpc {

class ServerConnection;

// The connections of one worker. Touched by its thread only, but for the count.
class WorkerConnections : public std::enable_shared_from_this<WorkerConnections> {
 public:
  WorkerConnections(Worker& worker, std::shared_ptr<const ServerOptions> options, const Clock& clock,
                    std::shared_ptr<ServerObserver> observer);

  [[nodiscard]] Worker& worker() const { return *worker_; }
  ServerAdmission& admission() { return admission_; }
  void add(std::shared_ptr<ServerConnection> connection);
  void remove(const std::shared_ptr<ServerConnection>& connection);
  // From now on connections are ended when they have answered what arrived.
  void drain();
  void close_all();
  // Thread-safe.
  [[nodiscard]] std::size_t count() const { return count_.load(std::memory_order_acquire); }

 private:
  void sweep_later();
  void sweep();

  Worker* worker_;
  std::shared_ptr<const ServerOptions> options_;
  const Clock* clock_;
  std::shared_ptr<ServerObserver> observer_;
  ServerAdmission admission_;
  // One timer for all connections instead of several for each.
  asio::steady_timer sweep_timer_;
  bool sweeping_ = false;
  bool draining_ = false;
  std::unordered_set<std::shared_ptr<ServerConnection>> connections_;
  std::atomic<std::size_t> count_ = 0;
};

// What a server's connections share. Held by each of them, so that a handler that is still at work when the server has
// gone finds what it needs.
class ServerState {
 public:
  ServerState(std::string name, const std::vector<Worker*>& workers, const Clock& clock, const Health& health,
              ServerOptions options, std::shared_ptr<ServerObserver> observer,
              std::shared_ptr<const tls::Credentials> credentials);

  const std::string name;
  const std::shared_ptr<const ServerOptions> options;
  const Clock* clock;
  const Health* health;
  const std::shared_ptr<ServerObserver> observer;             // never null
  const std::shared_ptr<const tls::Credentials> credentials;  // null without TLS
  std::map<std::string, std::unique_ptr<MethodHandler>, std::less<>> handlers;
  std::vector<std::shared_ptr<WorkerConnections>> connections;  // by position of the worker
  std::atomic<bool> draining = false;

  [[nodiscard]] WorkerConnections& of(const Worker& worker);
  [[nodiscard]] std::size_t connection_count() const;
};

}  // namespace plaza::rpc
