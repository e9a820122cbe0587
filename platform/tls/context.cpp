#include "platform/tls/context.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace plaza::tls {
namespace {

constexpr std::size_t certificates_max = 1'000;  // of a chain or a list of authorities

template <auto release>
struct Releaser {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
using Bio = std::unique_ptr<BIO, Releaser<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Releaser<X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Releaser<EVP_PKEY_free>>;

// OpenSSL's queue of errors belongs to the thread: what one call leaves there, another would take for its own.
std::string last_words() {
  const auto code = ERR_peek_last_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  ERR_clear_error();
  return reason != nullptr ? reason : "unknown";
}

std::unexpected<Error> refuse(std::string_view what) {
  return fail(Code::invalid_argument, fmt::format("{}: {}", what, last_words()));
}

Bio memory(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Result<std::vector<Certificate>> certificates_of(std::string_view pem, std::string_view what) {
  std::vector<Certificate> certificates;
  const auto bio = memory(pem);
  while (certificates.size() < certificates_max) {
    Certificate certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!certificate) break;
    certificates.push_back(std::move(certificate));
  }
  const auto code = ERR_peek_last_error();
  const bool at_end = ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
  if (!at_end) return refuse(fmt::format("{} cannot be read", what));
  ERR_clear_error();
  if (certificates.empty()) return fail(Code::invalid_argument, fmt::format("{} holds no certificate", what));
  return certificates;
}

Result<void> show(SSL_CTX* context, const Material& material) {
  const auto chain = certificates_of(material.certificates, "the certificate file");
  if (!chain) return std::unexpected(chain.error());
  if (SSL_CTX_use_certificate(context, chain->front().get()) != 1) return refuse("the certificate is not accepted");
  for (std::size_t i = 1; i < chain->size(); ++i) {
    if (SSL_CTX_add1_chain_cert(context, (*chain)[i].get()) != 1) return refuse("the chain is not accepted");
  }
  // A key behind a passphrase would make OpenSSL ask on the terminal.
  constexpr auto no_passphrase = [](char*, int, int, void*) { return -1; };
  const PrivateKey key(PEM_read_bio_PrivateKey(memory(material.key).get(), nullptr, no_passphrase, nullptr));
  if (!key) return refuse("the key file holds no private key without a passphrase");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) return refuse("the key does not fit the certificate");
  return {};
}

Result<void> trust(SSL_CTX* context, std::string_view pem) {
  const auto authorities = certificates_of(pem, "the file of authorities");
  if (!authorities) return std::unexpected(authorities.error());
  auto* store = SSL_CTX_get_cert_store(context);
  for (const auto& authority : *authorities) {
    if (X509_STORE_add_cert(store, authority.get()) != 1) return refuse("an authority is not accepted");
    if (SSL_CTX_add_client_CA(context, authority.get()) != 1) return refuse("an authority is not accepted");
  }
  return {};
}

std::shared_ptr<Context> make(const SSL_METHOD* method) {
  auto context = std::make_shared<Context>();
  context->handle.reset(SSL_CTX_new(method));
  auto* handle = context->handle.get();
  SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION);
  SSL_CTX_set_options(handle, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // What could not be written is offered again from another place in memory; idle connections keep no buffers.
  SSL_CTX_set_mode(handle,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  return context;
}

int choose_protocol(SSL* session, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned int offered_length, void*) {
  unsigned char* found = nullptr;
  const auto name = alpn_name(*static_cast<const Protocol*>(SSL_get_app_data(session)));
  const auto* ours = reinterpret_cast<const unsigned char*>(name.data());
  const int result =
      SSL_select_next_proto(&found, length, ours, static_cast<unsigned int>(name.size()), offered, offered_length);
  *chosen = found;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

std::string_view alpn_name(Protocol protocol) {
  return protocol == Protocol::http_2 ? "\x02h2" : "\x08http/1.1";
}

Result<std::shared_ptr<const Context>> server_context(const Material& material, std::vector<std::string> client_names) {
  auto context = make(TLS_server_method());
  context->server = true;
  context->client_names = std::move(client_names);
  auto* handle = context->handle.get();
  if (auto shown = show(handle, material); !shown) return std::unexpected(std::move(shown.error()));
  SSL_CTX_set_alpn_select_cb(handle, choose_protocol, nullptr);
  // Sessions are taken up again by tickets; the name keeps them apart from those of servers with other rules.
  constexpr std::string_view name = "plaza";
  SSL_CTX_set_session_id_context(handle, reinterpret_cast<const unsigned char*>(name.data()), name.size());
  if (!material.authorities.empty()) {
    if (auto trusted = trust(handle, material.authorities); !trusted) {
      return std::unexpected(std::move(trusted.error()));
    }
    SSL_CTX_set_verify(handle, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  return context;
}

Result<std::shared_ptr<const Context>> client_context(const Material& material, std::string server_name) {
  if (server_name.empty()) return fail(Code::invalid_argument, "the server's name is missing");
  auto context = make(TLS_client_method());
  context->server_name = std::move(server_name);
  auto* handle = context->handle.get();
  if (auto trusted = trust(handle, material.authorities); !trusted) return std::unexpected(std::move(trusted.error()));
  SSL_CTX_set_verify(handle, SSL_VERIFY_PEER, nullptr);
  if (!material.certificates.empty()) {
    if (auto shown = show(handle, material); !shown) return std::unexpected(std::move(shown.error()));
  }
  return context;
}

}  // namespace plaza::tls
