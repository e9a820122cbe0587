#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "platform/redis/connection.hpp"
#include "platform/tls/credentials.hpp"

namespace plaza::redis {

// All that one attempt to connect needs.
struct Target {
  ServerAddress server;
  ClientLimits limits;
  std::string password;                                 // empty: none is sent
  std::shared_ptr<const tls::Credentials> credentials;  // null: no TLS
  // Is told of each connection from its first byte on, so that one can be closed that is not greeted yet.
  std::function<void(const std::shared_ptr<Connection>&)> begun{};
};

// Where the primary is, "10.0.0.7:6379": as configured, or as the first Sentinel that answers says. Errors:
// unavailable.
asio::awaitable<Result<std::string>> find_primary(asio::io_context::executor_type executor, const Clock& clock,
                                                  Target target);

// A connection to `endpoint` that is ready for commands: the password is accepted, the database chosen, and the server
// has said that it serves; one that a Sentinel named, that it is a primary. Within server.connect_timeout. Errors:
// unavailable, with the server's reason where it gave one.
asio::awaitable<Result<std::shared_ptr<Connection>>> open(asio::io_context::executor_type executor, const Clock& clock,
                                                          std::string endpoint, Target target);

}  // namespace plaza::redis
