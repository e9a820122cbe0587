#pragma once

#include <string>
#include <vector>

#include "platform/core/config.hpp"

namespace plaza::tls {

// TLS of a server. Files are PEM; they are read again when they change, for the connections that come after.
struct ServerOptions {
  std::string certificate_file;         // its certificate and those between it and the root; empty: no TLS
  std::string key_file;                 // the private key of the certificate
  std::string client_authorities_file;  // not empty: mutual TLS, clients need a certificate that one of these signed
  std::vector<std::string> client_names;

  void describe(config::Section section);
  [[nodiscard]] bool enabled() const { return !certificate_file.empty(); }
};

// TLS of a client. Files are PEM; they are read again when they change, for the connections that come after.
struct ClientOptions {
  std::string authorities_file;  // who may have signed the server's certificate; empty: no TLS
  std::string server_name;       // the name that the certificate carries
  std::string certificate_file;  // what this client shows where the server asks for it
  std::string key_file;

  void describe(config::Section section);
  [[nodiscard]] bool enabled() const { return !authorities_file.empty(); }
};

}  // namespace plaza::tls
