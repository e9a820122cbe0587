#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <openssl/ssl.h>

#include "platform/core/error.hpp"

namespace plaza::tls {

// Protocol, keys and trust of one side, ready for any number of connections. Immutable; connections keep it alive.
struct Context {
  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  };
  std::unique_ptr<SSL_CTX, Free> handle;
  bool server = false;
  std::string server_name;                // of a client: the name that it asks for and checks
  std::vector<std::string> client_names;  // of a server: one of these must be in the client's certificate; none: any
};

// What is spoken inside of TLS, agreed on by ALPN where the client names protocols.
enum class Protocol : std::uint8_t { http_1_1, http_2 };
// As it goes over the wire: a length and a name.
std::string_view alpn_name(Protocol protocol);

// What the files of one side hold, as PEM.
struct Material {
  std::string certificates;  // the own one first, then those up to its root
  std::string key;
  std::string authorities;
};

// TLS 1.2 and 1.3, and by ALPN what a session speaks where the client names protocols. With authorities, clients must
// show a certificate that one of them signed. Errors: invalid_argument, saying what cannot be read or does not fit
// together.
Result<std::shared_ptr<const Context>> server_context(const Material& material, std::vector<std::string> client_names);

// TLS 1.2 and 1.3; the server's certificate must be signed by one of the authorities and carry `server_name`.
Result<std::shared_ptr<const Context>> client_context(const Material& material, std::string server_name);

}  // namespace plaza::tls
