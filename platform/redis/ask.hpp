#pragma once

#include <memory>

#include <boost/asio/awaitable.hpp>

#include "platform/redis/connection.hpp"

namespace plaza::redis {

// Sends a command and waits for its answer, until `deadline` at the latest. Errors beside the server's: unavailable
// when the connection is lost; deadline_exceeded; unavailable (OVERLOADED) when too much waits already; cancelled.
asio::awaitable<Answer> ask(std::shared_ptr<Connection> connection, Command command, SteadyTime deadline);

}  // namespace plaza::redis
