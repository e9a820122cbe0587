#pragma once

#include <memory>
#include <span>
#include <string>

#include <boost/system/error_code.hpp>
#include <openssl/ssl.h>

#include "platform/tls/context.hpp"

namespace plaza::tls {

// TLS on a connected, non-blocking socket that someone else owns. Nothing here waits: what cannot be done now fails
// with would_block, and wants_write() says what to wait for before it is tried again. Lives on one worker.
class Session {
 public:
  using ErrorCode = boost::system::error_code;

  // A client that speaks HTTP/2 asks for it; one that speaks anything else names no protocol.
  Session(std::shared_ptr<const Context> context, int socket, Protocol protocol);

  // Once without an error, then reading and writing may begin. What is wrong with the other side's certificate is in
  // why_refused().
  void handshake(ErrorCode& error);
  // As of a socket: at least one byte, or an error; eof at the orderly end.
  std::size_t read_some(std::span<char> room, ErrorCode& error);
  std::size_t write_some(std::span<const char> bytes, ErrorCode& error);
  // Tells the other side that nothing more follows.
  void end();

  [[nodiscard]] bool wants_write() const { return wants_write_; }
  [[nodiscard]] std::string why_refused() const;

 private:
  struct Free {
    void operator()(SSL* session) const { SSL_free(session); }
  };
  // The error of an operation that returned `result`.
  ErrorCode error_of(int result);
  [[nodiscard]] bool client_is_known() const;

  std::shared_ptr<const Context> context_;
  std::unique_ptr<SSL, Free> session_;
  bool wants_write_ = false;
  bool stranger_ = false;  // a client whose certificate carries none of the names
};

}  // namespace plaza::tls
