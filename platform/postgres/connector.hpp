#pragma once

#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"
#include "platform/postgres/options.hpp"

struct pg_conn;  // libpq's

namespace plaza::postgres {

namespace asio = boost::asio;

struct Disconnect {
  void operator()(pg_conn* connection) const;
};
using Handle = std::unique_ptr<pg_conn, Disconnect>;

// All that one attempt to connect needs.
struct Target {
  ServerAddress server;
  std::string password;     // empty: none is sent
  std::string application;  // what pg_stat_activity shows
  // Settings of the session beside the usual ones: "-c idle_session_timeout=10000".
  std::string settings{};
};

// A connection with the server's welcome read, non-blocking, within server.connect_timeout. The address is looked up
// beside the worker. Errors: those of to_error(), unavailable where nobody answers, deadline_exceeded.
asio::awaitable<Result<Handle>> connect(asio::io_context::executor_type executor, Target target);

// The same, waiting on the calling thread: for the start of a process.
Result<Handle> connect_and_block(const Target& target);

}  // namespace plaza::postgres
