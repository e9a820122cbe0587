#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "platform/rpc/served_connections.hpp"
#include "platform/rpc/thrift_server.hpp"

namespace plaza::rpc {

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
