#include "platform/tls/credentials.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "platform/tls/test_certificates.hpp"

namespace plaza::tls {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

struct CredentialFiles : ::testing::Test {
  CredentialFiles() {
    fs::create_directories(folder);
    write(authority.issue({.names = {"pharmacy"}}));
  }
  ~CredentialFiles() override { fs::remove_all(folder); }

  void write(const testing::Issued& issued) const {
    put("tls.crt", issued.certificate);
    put("tls.key", issued.key);
  }
  // As tools do it that rotate certificates: written beside, then put in place.
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder / "new") << text;
    fs::rename(folder / "new", folder / name);
  }
  // Runs the loop until `done`.
  bool until(const std::function<bool()>& done) {
    const auto give_up = std::chrono::steady_clock::now() + seconds{10};
    while (!done() && std::chrono::steady_clock::now() < give_up) io.run_one_for(milliseconds{100});
    return done();
  }

  fs::path folder = fs::temp_directory_path() / ("plaza-credentials-" + std::to_string(::getpid()));
  testing::Authority authority{"fleet"};
  asio::io_context io{1};
  Credentials credentials{ServerOptions{.certificate_file = folder / "tls.crt",
                                        .key_file = folder / "tls.key",
                                        .client_authorities_file = {},
                                        .client_names = {}}};
};

TEST_F(CredentialFiles, are_read) {
  ASSERT_TRUE(credentials.load());
  EXPECT_NE(credentials.context(), nullptr);
}

TEST_F(CredentialFiles, tell_when_the_certificate_ends) {
  const auto before = std::chrono::system_clock::now();
  write(authority.issue({.names = {"pharmacy"}, .age = seconds{0}, .life = seconds{5'000}}));
  ASSERT_TRUE(credentials.load());
  EXPECT_NEAR(std::chrono::duration<double>(credentials.expires() - before).count(), 5'000, 10);
}

TEST_F(CredentialFiles, that_are_missing_or_do_not_fit_are_named) {
  put("tls.key", authority.issue({.names = {"pharmacy"}}).key);
  const auto wrong = credentials.load();
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("tls.crt: the key does not fit"), std::string::npos) << wrong.error().message;
  fs::remove(folder / "tls.key");
  const auto missing = credentials.load();
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("tls.key"), std::string::npos) << missing.error().message;
}

TEST_F(CredentialFiles, that_change_are_used_for_the_connections_after) {
  ASSERT_TRUE(credentials.load());
  const auto first = credentials.context();
  bool well = false;
  credentials.watch(io, [&](const Result<void>& reloaded) { well = reloaded.has_value(); });
  write(authority.issue({.names = {"pharmacy"}}));
  EXPECT_TRUE(until([&] { return well && credentials.context() != first; }));
  credentials.stop();
}

TEST_F(CredentialFiles, that_become_bad_change_nothing_and_say_so) {
  ASSERT_TRUE(credentials.load());
  const auto first = credentials.context();
  std::string told;
  credentials.watch(io, [&](const Result<void>& reloaded) {
    if (!reloaded) told = reloaded.error().message;
  });
  put("tls.crt", "nothing of use");
  EXPECT_TRUE(until([&] { return told.find("holds no certificate") != std::string::npos; })) << told;
  EXPECT_EQ(credentials.context(), first);
  credentials.stop();
}

}  // namespace
}  // namespace plaza::tls
