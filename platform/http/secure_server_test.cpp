// A server that speaks TLS, asked by our own client and by those who speak something else.
#include <csignal>
#include <filesystem>
#include <fstream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <unistd.h>

#include "platform/http/client.hpp"
#include "platform/http/test_server.hpp"
#include "platform/tls/test_certificates.hpp"

namespace plaza::http {
namespace {

namespace fs = std::filesystem;

struct SecureServer : testing::ServerTest {
  SecureServer() {
    std::signal(SIGPIPE, SIG_IGN);
    fs::create_directories(folder);
    put("authority.pem", authority.certificate());
    certify();
    options.tls = {.certificate_file = folder / "tls.crt",
                   .key_file = folder / "tls.key",
                   .client_authorities_file = {},
                   .client_names = {}};
    router.get("/hello", [](Request& request) { return text(200, "hello " + std::string(request.query())); });
    router.get("/large", [large = Document::make("text/plain", std::string(3'000'000, 'x'))](Request&) {
      return document(large);
    });
  }
  ~SecureServer() override { fs::remove_all(folder); }

  void put(const std::string& name, const std::string& text) const { std::ofstream(folder / name) << text; }
  void certify() const {
    const auto issued = authority.issue({.names = {"localhost"}});
    put("tls.crt", issued.certificate);
    put("tls.key", issued.key);
  }
  void start_secure() {
    credentials = std::make_shared<tls::Credentials>(options.tls);
    const auto loaded = credentials->load();
    ASSERT_TRUE(loaded) << loaded.error().message;
    start();
  }

  Result<ClientResponse> get(const std::string& target) {
    if (!client) {
      client = std::make_unique<Client>(workers.background().executor(),
                                        ClientOptions{.authorities_file = folder / "authority.pem"});
    }
    auto url = Url::parse("https://localhost:" + std::to_string(port()) + target);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    return asio::co_spawn(workers.background().executor(), client->send({.url = *url}, deadline), asio::use_future)
        .get();
  }

  fs::path folder = fs::temp_directory_path() / ("plaza-secure-server-" + std::to_string(::getpid()));
  tls::testing::Authority authority{"town"};
  std::unique_ptr<Client> client;
};

TEST_F(SecureServer, answers_over_tls_on_one_connection) {
  start_secure();
  for (int i = 0; i < 3; ++i) {
    const auto response = get("/hello?" + std::to_string(i));
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "hello " + std::to_string(i));
  }
  EXPECT_EQ(server->connections(), 1U);
}

TEST_F(SecureServer, sends_answers_that_fill_the_socket) {
  start_secure();
  const auto response = get("/large");
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body.size(), 3'000'000U);
}

TEST_F(SecureServer, is_refused_by_a_client_that_does_not_trust_it) {
  put("authority.pem", tls::testing::Authority("stranger").certificate());
  start_secure();
  const auto response = get("/hello");
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Code::unavailable);
}

TEST_F(SecureServer, closes_a_connection_that_speaks_plain_http) {
  start_secure();
  testing::RawClient plain(port());
  plain.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto answer = plain.receive_all();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->find("HTTP/"), std::string::npos);
  EXPECT_TRUE(testing::eventually([&] { return server->connections() == 0; }));
}

TEST_F(SecureServer, closes_a_connection_whose_handshake_takes_too_long) {
  options.header_timeout = milliseconds{50};
  start_secure();
  testing::RawClient silent(port());
  EXPECT_TRUE(silent.closed_by_server());
}

TEST_F(SecureServer, uses_a_new_certificate_for_the_next_connection) {
  start_secure();
  ASSERT_TRUE(get("/hello"));
  certify();
  ASSERT_TRUE(credentials->load());
  EXPECT_TRUE(get("/hello"));  // on the connection that is there
  client.reset();
  EXPECT_TRUE(get("/hello"));
}

TEST_F(SecureServer, ends_idle_connections_when_it_stops) {
  start_secure();
  ASSERT_TRUE(get("/hello"));
  server->begin_stopping();
  server->stop_accepting();
  EXPECT_TRUE(testing::eventually([&] { return server->drained(); }));
}

}  // namespace
}  // namespace plaza::http
