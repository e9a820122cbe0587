#include "platform/tls/options.hpp"

namespace plaza::tls {

void ServerOptions::describe(config::Section section) {
  section.value("certificate_file", certificate_file, "PEM: the certificate, then those up to its root; empty: no TLS");
  section.value("key_file", key_file, "PEM: the private key of the certificate");
  section.value("client_authorities_file", client_authorities_file,
                "PEM: who signs the certificates that clients must show (mutual TLS); empty: they need none");
  section.value("client_names", client_names,
                "names (DNS) of which a client's certificate must carry one; none: any that is signed so");
}

void ClientOptions::describe(config::Section section) {
  section.value("authorities_file", authorities_file,
                "PEM: who may have signed the server's certificate; empty: no TLS");
  section.value("server_name", server_name, "the name (DNS) that the server's certificate must carry");
  section.value("certificate_file", certificate_file,
                "PEM: what is shown to a server that asks for it (mutual TLS), then those up to its root");
  section.value("key_file", key_file, "PEM: the private key of the certificate");
}

}  // namespace plaza::tls
