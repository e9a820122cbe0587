#include "platform/http/client_connection.hpp"

#include <filesystem>
#include <fstream>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "platform/http/client.hpp"

namespace plaza::http {
namespace {

using asio::ip::tcp;
using boost::system::error_code;

struct Freed {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(BIO* text) const { BIO_free(text); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};

template <class Write>
std::string pem(Write write) {
  const std::unique_ptr<BIO, Freed> text(BIO_new(BIO_s_mem()));
  write(text.get());
  char* data = nullptr;
  const auto size = BIO_get_mem_data(text.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

// A key and a certificate for "localhost" that signs itself.
struct Identity {
  Identity() {
    const std::unique_ptr<EVP_PKEY, Freed> pair(EVP_EC_gen("P-256"));
    const std::unique_ptr<X509, Freed> one(X509_new());
    X509_set_version(one.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(one.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(one.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(one.get()), 3'600);
    X509_set_pubkey(one.get(), pair.get());
    auto* name = X509_get_subject_name(one.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(one.get(), name);
    const std::unique_ptr<X509_EXTENSION, Freed> names(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost"));
    X509_add_ext(one.get(), names.get(), -1);
    X509_sign(one.get(), pair.get(), EVP_sha256());
    certificate = pem([&](BIO* text) { PEM_write_bio_X509(text, one.get()); });
    key = pem([&](BIO* text) { PEM_write_bio_PrivateKey(text, pair.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  }

  std::string certificate;
  std::string key;
};

// Answers one request over TLS.
class TlsServer {
 public:
  explicit TlsServer(const Identity& identity) : acceptor_(io_, {asio::ip::address_v4::loopback(), 0}) {
    context_.use_certificate(asio::buffer(identity.certificate), asio::ssl::context::pem);
    context_.use_private_key(asio::buffer(identity.key), asio::ssl::context::pem);
    thread_ = std::thread([this] { serve(); });
  }
  ~TlsServer() {
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
    thread_.join();
  }
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  void serve() {
    error_code error;
    asio::ssl::stream<tcp::socket> stream(io_, context_);
    acceptor_.accept(stream.next_layer(), error);
    if (!error) stream.handshake(asio::ssl::stream_base::server, error);
    std::string request;
    if (!error) asio::read_until(stream, asio::dynamic_buffer(request), "\r\n\r\n", error);
    if (!error) asio::write(stream, asio::buffer("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret", 44), error);
  }

  asio::io_context io_;
  asio::ssl::context context_{asio::ssl::context::tls_server};
  tcp::acceptor acceptor_;
  std::thread thread_;
};

struct HttpsClient : ::testing::Test {
  HttpsClient() : folder(std::filesystem::temp_directory_path() / ("plaza-https-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "trusted.pem") << identity.certificate;
  }
  ~HttpsClient() override { std::filesystem::remove_all(folder); }

  Result<ClientResponse> get(const std::string& host, std::uint16_t port, const ClientOptions& options) {
    asio::io_context io;
    Client client(io.get_executor(), options);
    std::optional<Result<ClientResponse>> result;
    ClientRequest request{.url = Url::parse("https://" + host + ":" + std::to_string(port) + "/").value()};
    asio::co_spawn(io, client.send(std::move(request), std::chrono::steady_clock::now() + std::chrono::seconds{5}),
                   [&](const std::exception_ptr&, Result<ClientResponse> one) { result = std::move(one); });
    while (!result) io.run_one();
    return std::move(*result);
  }

  Identity identity;
  std::filesystem::path folder;
};

TEST_F(HttpsClient, a_trusted_server_is_believed) {
  const TlsServer server(identity);
  const auto response = get("localhost", server.port(), {.authorities_file = folder / "trusted.pem"});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "secret");
}

TEST_F(HttpsClient, a_server_that_nobody_vouches_for_is_not) {
  const TlsServer server(identity);
  EXPECT_EQ(get("localhost", server.port(), {}).error().code, Code::unavailable);
}

TEST_F(HttpsClient, a_certificate_for_another_name_is_refused) {
  const TlsServer server(identity);
  EXPECT_EQ(get("127.0.0.1", server.port(), {.authorities_file = folder / "trusted.pem"}).error().code,
            Code::unavailable);
}

}  // namespace
}  // namespace plaza::http
