#include "platform/http/client_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

namespace plaza::http {

using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

// What a resolution and the call that waits for it share: the resolver's thread may answer long after the call has
// left.
struct Resolution {
  explicit Resolution(const asio::io_context::executor_type& executor) : resolver(executor), answered(executor) {}
  tcp::resolver resolver;
  asio::steady_timer answered;
  error_code error;
  ClientConnection::Endpoints endpoints;
  bool done = false;
};

}  // namespace

asio::awaitable<Result<void>> ClientConnection::open(const Url& url, const Endpoints& endpoints,
                                                     asio::ssl::context* authorities) {
  Error error = asio::error::host_not_found;
  for (const auto& endpoint : endpoints) {
    if (expired_) break;
    close();
    std::tie(error) = co_await socket_.async_connect(endpoint, as_tuple);
    if (!error) break;
  }
  if (!error) socket_.set_option(tcp::no_delay(true), error);
  if (!error) socket_.non_blocking(true, error);
  if (!error && authorities != nullptr) error = co_await secure(url, *authorities);
  if (!error) co_return Result<void>{};
  close();
  co_return fail(Code::unavailable, fmt::format("cannot connect to {}: {}", url.authority(), error.message()));
}

asio::awaitable<ClientConnection::Error> ClientConnection::secure(const Url& url, asio::ssl::context& authorities) {
  tls_.emplace(socket_, authorities);
  error_code numeric;
  asio::ip::make_address(url.host, numeric);
  // Server name indication takes names only (RFC 6066, 3).
  if (numeric) SSL_set_tlsext_host_name(tls_->native_handle(), url.host.c_str());
  error_code error;
  tls_->set_verify_mode(asio::ssl::verify_peer, error);
  if (!error) tls_->set_verify_callback(asio::ssl::host_name_verification(url.host), error);
  if (!error) std::tie(error) = co_await tls_->async_handshake(asio::ssl::stream_base::client, as_tuple);
  co_return error;
}

asio::awaitable<ClientConnection::Error> ClientConnection::write(std::string_view bytes) {
  const auto buffer = asio::buffer(bytes);
  const auto [error, written] = tls_ ? co_await asio::async_write(*tls_, buffer, as_tuple)
                                     : co_await asio::async_write(socket_, buffer, as_tuple);
  co_return error;
}

asio::awaitable<std::pair<ClientConnection::Error, std::size_t>> ClientConnection::read(std::span<char> room) {
  const auto buffer = asio::buffer(room.data(), room.size());
  const auto [error, bytes] =
      tls_ ? co_await tls_->async_read_some(buffer, as_tuple) : co_await socket_.async_read_some(buffer, as_tuple);
  co_return std::pair{error, bytes};
}

void ClientConnection::expire() {
  expired_ = true;
  close();
}

void ClientConnection::close() {
  error_code ignored;
  socket_.close(ignored);
}

bool ClientConnection::stale() {
  char byte = 0;
  error_code error;
  socket_.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, error);
  if (error == asio::error::would_block || error == asio::error::try_again) return false;
  // TLS has words of its own that may wait there.
  return error || !tls_;
}

ConnectionDeadline::ConnectionDeadline(asio::io_context::executor_type executor,
                                       const std::shared_ptr<ClientConnection>& connection, SteadyTime deadline)
    : timer_(executor, deadline) {
  timer_.async_wait([weak = std::weak_ptr(connection)](const error_code& cancelled) {
    if (const auto one = weak.lock(); one && !cancelled) one->expire();
  });
}

asio::awaitable<Result<ClientConnection::Endpoints>> resolve(asio::io_context::executor_type executor, const Url& url,
                                                             SteadyTime deadline) {
  error_code named;
  if (const auto address = asio::ip::make_address(url.host, named); !named) {
    co_return ClientConnection::Endpoints{{address, url.port}};
  }
  const auto resolution = std::make_shared<Resolution>(executor);
  resolution->answered.expires_at(deadline);
  resolution->resolver.async_resolve(url.host, fmt::to_string(url.port), tcp::resolver::numeric_service,
                                     [resolution](const error_code& error, const tcp::resolver::results_type& results) {
                                       resolution->done = true;
                                       resolution->error = error;
                                       for (const auto& result : results)
                                         resolution->endpoints.push_back(result.endpoint());
                                       resolution->answered.cancel();
                                     });
  if (!resolution->done) co_await resolution->answered.async_wait(as_tuple);
  if (!resolution->done) {
    resolution->resolver.cancel();
    co_return fail(Code::deadline_exceeded, fmt::format("the name {} was not resolved in time", url.host));
  }
  if (resolution->error) {
    co_return fail(Code::unavailable, fmt::format("cannot resolve {}: {}", url.host, resolution->error.message()));
  }
  co_return std::move(resolution->endpoints);
}

}  // namespace plaza::http
