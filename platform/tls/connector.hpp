#pragma once

#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/worker.hpp"
#include "platform/tls/credentials.hpp"
#include "platform/tls/stream.hpp"

namespace plaza::tls {

// Opens the connection to one endpoint, again and again: looks its name up, connects, shakes hands where there is TLS,
// all within a time, because a SYN to a host that is gone is never answered. Lives on one worker, beside the stream
// that it opens, which outlives it.
class Connector {
 public:
  // `credentials`, loaded: every connection is TLS.
  Connector(asio::io_context::executor_type executor, Stream& stream, std::string endpoint,
            std::shared_ptr<const Credentials> credentials);

  // One at a time. False when it did not become a connection, and when cancel() was called.
  asio::awaitable<bool> open(milliseconds timeout);
  // Ends open(), now and from now on.
  void cancel();
  // Why the last handshake failed; empty when it did not.
  [[nodiscard]] const std::string& why_insecure() const { return why_insecure_; }

 private:
  asio::awaitable<bool> connect(std::string host, std::string port);
  asio::awaitable<bool> secure();
  void give_up();

  Stream* stream_;
  std::string endpoint_;
  std::shared_ptr<const Credentials> credentials_;
  asio::ip::tcp::resolver resolver_;
  asio::steady_timer timer_;
  bool cancelled_ = false;
  std::string why_insecure_;
};

}  // namespace plaza::tls
