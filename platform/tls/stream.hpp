#pragma once

#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/append.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include "platform/tls/session.hpp"

namespace plaza::tls {

namespace asio = boost::asio;

// A connected TCP socket, with TLS or without: the operations that our connections use, in the words of Asio's socket.
// Without TLS each of them is the socket's own. One read, one write and one wait may be under way at a time; all end
// with operation_aborted after cancel(). It must outlive them. Lives on one worker.
class Stream {
 public:
  using ErrorCode = boost::system::error_code;
  using Socket = asio::ip::tcp::socket;

  explicit Stream(Socket socket) : socket_(std::move(socket)) {}
  explicit Stream(const asio::io_context::executor_type& executor) : socket_(executor) {}

  // To connect it, and for its options and addresses; bytes go through the stream.
  [[nodiscard]] Socket& socket() { return socket_; }
  [[nodiscard]] const Socket& socket() const { return socket_; }
  [[nodiscard]] bool secure() const { return session_.has_value(); }
  // What is wrong with the other side's certificate, after a handshake that failed; empty when it is nothing of that.
  [[nodiscard]] std::string why_refused() const { return session_ ? session_->why_refused() : std::string(); }

  // Before the handshake; HTTP/1.1, or whatever needs no ALPN, if it is not called.
  void speak(Protocol protocol) { protocol_ = protocol; }
  // From now on every byte is TLS. The socket is connected and non-blocking. Handler: void(ErrorCode).
  template <class Token>
  auto async_handshake(std::shared_ptr<const Context> context, Token&& token) {
    session_.emplace(std::move(context), socket_.native_handle(), protocol_);
    return asio::async_initiate<Token, void(ErrorCode)>(
        [this](auto handler) {
          attempt([this](ErrorCode& error) { session_->handshake(error); },
                  [handler = std::move(handler)](const ErrorCode& error) mutable { std::move(handler)(error); });
        },
        token);
  }

  // Handler: void(ErrorCode, std::size_t).
  template <class Token>
  auto async_read_some(const asio::mutable_buffer& room, Token&& token) {
    return asio::async_initiate<Token, void(ErrorCode, std::size_t)>(
        [this, room](auto handler) {
          if (!session_) return socket_.async_read_some(room, std::move(handler));
          attempt(
              [this, room, count = std::size_t{0}](ErrorCode& error) mutable {
                return count = session_->read_some({static_cast<char*>(room.data()), room.size()}, error);
              },
              [handler = std::move(handler)](const ErrorCode& error, std::size_t count = 0) mutable {
                std::move(handler)(error, count);
              });
        },
        token);
  }

  // Until the socket takes bytes again, after write_some() failed with would_block. Handler: void(ErrorCode).
  template <class Token>
  auto async_wait_writable(Token&& token) {
    const bool for_reading = session_ && !session_->wants_write();
    return socket_.async_wait(for_reading ? Socket::wait_read : Socket::wait_write, std::forward<Token>(token));
  }

  std::size_t read_some(const asio::mutable_buffer& room, ErrorCode& error) {
    if (!session_) return socket_.read_some(room, error);
    return session_->read_some({static_cast<char*>(room.data()), room.size()}, error);
  }

  // `buffers`: a sequence. With TLS, as much of it as goes now, buffer after buffer.
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, ErrorCode& error) {
    if (!session_) return socket_.write_some(buffers, error);
    std::size_t written = 0;
    for (auto at = asio::buffer_sequence_begin(buffers); at != asio::buffer_sequence_end(buffers); ++at) {
      const asio::const_buffer buffer(*at);
      if (buffer.size() == 0) continue;
      const auto count = session_->write_some({static_cast<const char*>(buffer.data()), buffer.size()}, error);
      written += count;
      if (error || count < buffer.size()) break;
    }
    // What was taken is told first; the error shows again with the next write.
    if (written > 0) error = {};
    return written;
  }

  // Nothing more follows from this side.
  void shutdown_send(ErrorCode& error) {
    if (session_) session_->end();
    socket_.shutdown(Socket::shutdown_send, error);
  }
  void cancel() {
    ErrorCode ignored;
    socket_.cancel(ignored);
  }
  void close() {
    ErrorCode ignored;
    socket_.close(ignored);
  }
  [[nodiscard]] bool is_open() const { return socket_.is_open(); }
  [[nodiscard]] auto get_executor() { return socket_.get_executor(); }

 private:
  // Tries until it does not fail with would_block, waiting for the socket in between. The handler runs from the loop,
  // never from within the call that began it.
  template <class Operation, class Handler>
  void attempt(Operation operation, Handler handler) {
    ErrorCode error;
    if constexpr (std::is_void_v<decltype(operation(error))>) {
      operation(error);
      if (!waits(error)) return asio::post(get_executor(), asio::append(std::move(handler), error));
    } else {
      const std::size_t count = operation(error);
      if (!waits(error)) return asio::post(get_executor(), asio::append(std::move(handler), error, count));
    }
    const auto what = session_->wants_write() ? Socket::wait_write : Socket::wait_read;
    socket_.async_wait(
        what, [this, operation = std::move(operation), handler = std::move(handler)](const ErrorCode& failed) mutable {
          if (failed) return std::move(handler)(failed);
          attempt(std::move(operation), std::move(handler));
        });
  }
  static bool waits(const ErrorCode& error) {
    return error == asio::error::would_block || error == asio::error::try_again;
  }

  Socket socket_;
  Protocol protocol_ = Protocol::http_1_1;
  std::optional<Session> session_;
};

}  // namespace plaza::tls
