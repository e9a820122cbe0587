#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "platform/core/error.hpp"
#include "platform/core/worker.hpp"
#include "platform/http/client.hpp"

namespace plaza::http {

// A connection of the client, with TLS or without.
class ClientConnection {
 public:
  using Endpoints = std::vector<asio::ip::tcp::endpoint>;
  using Error = boost::system::error_code;

  explicit ClientConnection(asio::io_context::executor_type executor) : socket_(executor) {}

  // Connects to the first endpoint that answers. `authorities`: null for plain http.
  asio::awaitable<Result<void>> open(const Url& url, const Endpoints& endpoints, asio::ssl::context* authorities);

  asio::awaitable<Error> write(std::string_view bytes);
  asio::awaitable<std::pair<Error, std::size_t>> read(std::span<char> room);

  // The deadline has passed: what is under way fails, and expired() tells why.
  void expire();
  void close();
  [[nodiscard]] bool expired() const { return expired_; }
  // The server has closed it, or said something unasked.
  [[nodiscard]] bool stale();

  SteadyTime idle_since;

 private:
  asio::awaitable<Error> secure(const Url& url, asio::ssl::context& authorities);

  asio::ip::tcp::socket socket_;
  std::optional<asio::ssl::stream<asio::ip::tcp::socket&>> tls_;
  bool expired_ = false;
};

// Closes a connection when a deadline passes during its life.
class ConnectionDeadline {
 public:
  ConnectionDeadline(asio::io_context::executor_type executor, const std::shared_ptr<ClientConnection>& connection,
                     SteadyTime deadline);

 private:
  asio::steady_timer timer_;
};

// The addresses of a host, without blocking the loop. Errors: unavailable, deadline_exceeded.
asio::awaitable<Result<ClientConnection::Endpoints>> resolve(asio::io_context::executor_type executor, const Url& url,
                                                             SteadyTime deadline);

}  // namespace plaza::http
