#include "platform/tls/session.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace plaza::tls {

namespace asio = boost::asio;

namespace {

// OpenSSL keeps a pointer; this one outlives every session.
void* to_app_data(Protocol protocol) {
  static constexpr std::array<Protocol, 2> all{Protocol::http_1_1, Protocol::http_2};
  return const_cast<Protocol*>(&all[protocol == Protocol::http_2 ? 1 : 0]);
}

}  // namespace

Session::Session(std::shared_ptr<const Context> context, int socket, Protocol protocol)
    : context_(std::move(context)), session_(SSL_new(context_->handle.get())) {
  auto* session = session_.get();
  SSL_set_fd(session, socket);
  if (context_->server) {
    SSL_set_app_data(session, to_app_data(protocol));
    SSL_set_accept_state(session);
    return;
  }
  SSL_set_connect_state(session);
  if (protocol == Protocol::http_2) {
    const auto name = alpn_name(protocol);
    SSL_set_alpn_protos(session, reinterpret_cast<const unsigned char*>(name.data()),
                        static_cast<unsigned int>(name.size()));
  }
  SSL_set_tlsext_host_name(session, context_->server_name.c_str());
  SSL_set_hostflags(session, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  SSL_set1_host(session, context_->server_name.c_str());
}

void Session::handshake(ErrorCode& error) {
  ERR_clear_error();
  error = error_of(SSL_do_handshake(session_.get()));
  if (error || client_is_known()) return;
  stranger_ = true;
  error = asio::error::access_denied;
}

std::size_t Session::read_some(std::span<char> room, ErrorCode& error) {
  ERR_clear_error();
  std::size_t count = 0;
  error = error_of(SSL_read_ex(session_.get(), room.data(), room.size(), &count));
  return count;
}

std::size_t Session::write_some(std::span<const char> bytes, ErrorCode& error) {
  ERR_clear_error();
  std::size_t count = 0;
  error = error_of(SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &count));
  return count;
}

void Session::end() {
  if (SSL_is_init_finished(session_.get()) == 0) return;
  ERR_clear_error();
  SSL_shutdown(session_.get());
  ERR_clear_error();
}

Session::ErrorCode Session::error_of(int result) {
  wants_write_ = false;
  if (result > 0) return {};
  const int system_error = errno;
  switch (SSL_get_error(session_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return asio::error::would_block;
    case SSL_ERROR_WANT_WRITE:
      wants_write_ = true;
      return asio::error::would_block;
    case SSL_ERROR_ZERO_RETURN:
      return asio::error::eof;
    case SSL_ERROR_SYSCALL:
      if (system_error == 0) return asio::error::connection_reset;
      return {system_error, boost::system::system_category()};
    default:
      break;
  }
  const auto code = ERR_get_error();
  ERR_clear_error();
  // OpenSSL 3 tells an end without a goodbye so; who waits for bytes hears the same as from a socket.
  if (ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING) return asio::ssl::error::stream_truncated;
  return {static_cast<int>(code), asio::error::get_ssl_category()};
}

bool Session::client_is_known() const {
  const auto& names = context_->client_names;
  if (!context_->server || names.empty()) return true;
  auto* certificate = SSL_get0_peer_certificate(session_.get());
  return certificate != nullptr && std::ranges::any_of(names, [&](const std::string& name) {
           return X509_check_host(certificate, name.c_str(), name.size(), X509_CHECK_FLAG_NO_WILDCARDS, nullptr) == 1;
         });
}

std::string Session::why_refused() const {
  if (stranger_) return "its certificate carries none of the names that may come";
  const auto result = SSL_get_verify_result(session_.get());
  return result == X509_V_OK ? std::string() : X509_verify_cert_error_string(result);
}

}  // namespace plaza::tls
