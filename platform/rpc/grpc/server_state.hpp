#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "platform/core/health.hpp"
#include "platform/rpc/grpc/conversation.hpp"
#include "platform/rpc/grpc/method_handler.hpp"
#include "platform/rpc/grpc/options.hpp"
#include "platform/rpc/observer.hpp"
#include "platform/rpc/served_connections.hpp"
#include "platform/tls/credentials.hpp"

namespace plaza::rpc {

// What a server's connections share. Held by each of them, so that a handler that is still at work when the server has
// gone finds what it needs.
class GrpcServerState {
 public:
  GrpcServerState(std::string name, const std::vector<Worker*>& workers, const Clock& clock, const Health& health,
                  GrpcServerOptions options, std::shared_ptr<ServerObserver> observer,
                  std::shared_ptr<const tls::Credentials> credentials);

  const std::string name;
  const std::shared_ptr<const GrpcServerOptions> options;
  const Clock* clock;
  const Health* health;
  const std::shared_ptr<ServerObserver> observer;             // never null
  const std::shared_ptr<const tls::Credentials> credentials;  // null without TLS
  // By "/plaza.orders.v1.OrdersService/GetOrder".
  std::map<std::string, std::unique_ptr<GrpcMethodHandler>, std::less<>> handlers;
  std::map<std::string, OpenConversation, std::less<>> conversations;
  std::set<std::string, std::less<>> services;                  // "plaza.orders.v1.OrdersService"
  std::vector<std::shared_ptr<WorkerConnections>> connections;  // by position of the worker
  std::atomic<bool> draining = false;

  [[nodiscard]] const GrpcMethodHandler* find(std::string_view path) const;
  [[nodiscard]] WorkerConnections& of(const Worker& worker) const;
  [[nodiscard]] std::size_t connection_count() const;
  void on_each_worker(const std::function<void(WorkerConnections&)>& task) const;
};

}  // namespace plaza::rpc
