#pragma once

#include <memory>

#include <boost/asio/awaitable.hpp>

#include "platform/postgres/connection.hpp"

namespace plaza::postgres {

// Sends statements and waits for their answer, until the deadline or until whoever waits is cancelled. After that the
// answer is read all the same, and dropped. Errors: those of the server; deadline_exceeded and cancelled, with
// reason_outcome_unknown where something may have been committed; unavailable at a loss (Connection::Loss).
asio::awaitable<Connection::Answer> ask(std::shared_ptr<Connection> connection, Commands commands,
                                        Connection::Loss loss, SteadyTime deadline);

}  // namespace plaza::postgres
