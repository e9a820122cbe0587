#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "platform/postgres/failure.hpp"
#include "platform/postgres/loopback.hpp"
#include "platform/tls/test_certificates.hpp"

namespace plaza::postgres::loopback {
namespace {

namespace fs = std::filesystem;

constexpr Statement secured{"secured", "select ssl from pg_stat_ssl where pid = pg_backend_pid()", Access::read};

// A PostgreSQL that speaks nothing but TLS, as `postgres.test`, to those who show a certificate of its authority.
struct PostgresTls : testing::Test {
  PostgresTls() {
    database = server.new_database();
    const auto own = authority.issue({.names = {"postgres.test"}});
    server.demand_tls(own.certificate, own.key, authority.certificate());
    std::string path = fs::temp_directory_path() / "plaza-postgres-tls-XXXXXX";
    folder = mkdtemp(path.data());
    const auto client = authority.issue({.names = {"orders"}});
    database.tls = {.authorities_file = write("authority.pem", authority.certificate()),
                    .server_name = "postgres.test",
                    .certificate_file = write("client.pem", client.certificate),
                    .key_file = write("client.key", client.key)};
  }
  ~PostgresTls() override { fs::remove_all(folder); }

  [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
    const auto path = folder / name;
    std::ofstream(path) << text;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    return path;
  }
  // Why there is no connection; empty when there is one.
  [[nodiscard]] std::string refusal() const {
    const auto session = BlockingSession::open({.server = database, .password = "", .application = "test"},
                                               std::chrono::steady_clock::now());
    return session ? "" : session.error().message;
  }

  tls::testing::Authority authority{"the authority"};
  TestServer server;
  ServerAddress database;
  fs::path folder;
};

TEST_F(PostgresTls, a_pool_speaks_tls_and_shows_its_certificate) {
  ASSERT_TRUE(eventually([&] { return refusal().empty(); })) << refusal();
  Client client(options_for(database));
  const auto rows = client.query(within(patience), secured);
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_TRUE(rows->front().get<bool>(0));
}

TEST_F(PostgresTls, who_shows_no_certificate_or_speaks_no_tls_is_not_let_in) {
  ASSERT_TRUE(eventually([&] { return refusal().empty(); })) << refusal();
  database.tls.certificate_file.clear();
  database.tls.key_file.clear();
  EXPECT_THAT(refusal(), testing::HasSubstr("client certificate"));
  database.tls = {};
  EXPECT_THAT(refusal(), testing::HasSubstr("no encryption"));
}

TEST_F(PostgresTls, a_server_of_another_name_or_authority_is_not_spoken_to) {
  ASSERT_TRUE(eventually([&] { return refusal().empty(); })) << refusal();
  const auto good = database.tls;
  database.tls.server_name = "other.test";
  EXPECT_THAT(refusal(), testing::HasSubstr("other.test"));
  database.tls = good;
  const tls::testing::Authority another("another authority");
  database.tls.authorities_file = write("another.pem", another.certificate());
  EXPECT_THAT(refusal(), testing::HasSubstr("certificate verify failed"));
}

}  // namespace
}  // namespace plaza::postgres::loopback
