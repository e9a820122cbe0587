#include "platform/tls/connector.hpp"

#include <charconv>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace plaza::tls {

using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

}  // namespace

Connector::Connector(asio::io_context::executor_type executor, Stream& stream, std::string endpoint,
                     std::shared_ptr<const Credentials> credentials)
    : stream_(&stream),
      endpoint_(std::move(endpoint)),
      credentials_(std::move(credentials)),
      resolver_(executor),
      timer_(executor) {}

asio::awaitable<bool> Connector::open(milliseconds timeout) {
  // The timer's handler may still run when open() has ended, and even when the connector has gone.
  const auto waiting = std::make_shared<bool>(true);
  timer_.expires_after(timeout);
  timer_.async_wait([this, waiting](const error_code& cancelled) {
    if (!cancelled && *waiting) give_up();
  });
  const auto colon = endpoint_.rfind(':');
  bool opened = colon != std::string::npos && !cancelled_ &&
                co_await connect(endpoint_.substr(0, colon), endpoint_.substr(colon + 1));
  opened = opened && !cancelled_ && stream_->is_open() && co_await secure();
  opened = opened && !cancelled_ && stream_->is_open();
  *waiting = false;
  timer_.cancel();
  if (!opened) stream_->close();
  co_return opened;
}

asio::awaitable<bool> Connector::connect(std::string host, std::string port) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  error_code error;
  const auto address = asio::ip::make_address(host, error);
  std::uint16_t number = 0;
  const auto parsed = std::from_chars(port.data(), port.data() + port.size(), number);
  // The resolver's thread is only started for names.
  if (!error && parsed.ec == std::errc()) {
    const auto [refused] = co_await stream_->socket().async_connect({address, number}, awaited);
    co_return !refused;
  }
  const auto [unknown, addresses] = co_await resolver_.async_resolve(host, port, awaited);
  if (unknown || cancelled_) co_return false;
  const auto [refused, connected_to] = co_await asio::async_connect(stream_->socket(), addresses, awaited);
  co_return !refused;
}

// The socket's options and, where it is to be TLS, the handshake.
asio::awaitable<bool> Connector::secure() {
  error_code ignored;
  stream_->socket().non_blocking(true, ignored);
  stream_->socket().set_option(tcp::no_delay(true), ignored);
  if (!credentials_) co_return true;
  auto context = credentials_->context();
  if (!context) co_return false;
  const auto [error] = co_await stream_->async_handshake(std::move(context), awaited);
  why_insecure_ = !error ? "" : stream_->why_refused().empty() ? error.message() : stream_->why_refused();
  co_return !error;
}

void Connector::cancel() {
  cancelled_ = true;
  give_up();
}

void Connector::give_up() {
  resolver_.cancel();
  stream_->close();
}

}  // namespace plaza::tls
