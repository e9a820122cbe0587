#include "gateway/edge/token/key_file.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "gateway/edge/token/test_signer.hpp"

namespace plaza::gateway::token {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// Keeps messages at warning and above.
class QuietLog final : public telemetry::Log {
 public:
  void write(telemetry::Level level, std::string_view message, std::initializer_list<telemetry::Attribute>,
             const TraceContext*) override {
    if (level >= telemetry::Level::warning) lines.emplace_back(message);
  }
  void write_lines(std::string) override {}
  void set_level(telemetry::Level) override {}
  [[nodiscard]] telemetry::Level level() const override { return telemetry::Level::info; }
  [[nodiscard]] std::uint64_t dropped_lines() const override { return 0; }
  void flush() override {}

  std::vector<std::string> lines;
};

struct KeyFileTest : testing::Test {
  KeyFileTest() {
    std::string pattern = testing::TempDir() + "/key_file_XXXXXX";
    directory = ::mkdtemp(pattern.data());
    path = directory / "jwks.json";
  }
  ~KeyFileTest() override {
    file.reset();
    fs::remove_all(directory);
  }
  // Puts a file in place of the old one.
  void write(std::string_view content) const {
    std::ofstream(directory / "new") << content;
    fs::rename(directory / "new", path);
  }
  Result<void> start() {
    file.emplace(path.native(), store, background, log, metrics, FileWatchOptions{.quiet = milliseconds{5}});
    return file->start();
  }
  bool until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{5};
    while (!done() && std::chrono::steady_clock::now() < end) background.io().run_one_until(end);
    return done();
  }
  double gauge(std::string_view name) {
    const auto text = metrics.exposition();
    const auto at = text.find("\n" + std::string(name) + " ");
    return at == std::string::npos ? -1 : std::stod(text.substr(at + name.size() + 2));
  }
  bool knows(std::string_view id) {
    store.refresh(held);
    return held.keys->find(id, Algorithm::eddsa) != nullptr;
  }

  fs::path directory;
  fs::path path;
  const Signer key = Signer::ed25519();
  KeyStore store{{Algorithm::eddsa}};
  KeyStore::Held held;
  Worker background{0};
  QuietLog log;
  telemetry::Metrics metrics{1};
  std::optional<KeyFile> file;
};

TEST_F(KeyFileTest, keys_are_swapped_live_and_a_bad_file_keeps_the_old_ones) {
  write(key_file(key.jwk(R"("kid":"a")")));
  ASSERT_TRUE(start());
  EXPECT_TRUE(knows("a"));
  EXPECT_EQ(gauge("token_keys"), 1);
  EXPECT_EQ(gauge("token_key_file_ok"), 1);

  write(key_file(key.jwk(R"("kid":"b")")));
  EXPECT_TRUE(until([&] { return knows("b"); }));
  EXPECT_FALSE(knows("a"));

  write("rubbish");
  EXPECT_TRUE(until([&] { return gauge("token_key_file_ok") == 0; }));
  EXPECT_TRUE(knows("b"));
  ASSERT_FALSE(log.lines.empty());
  EXPECT_THAT(log.lines.back(), HasSubstr("stay as they are"));

  fs::remove(path);
  EXPECT_TRUE(until([&] { return log.lines.size() == 2; }));
  EXPECT_TRUE(knows("b"));

  write(key_file(key.jwk(R"("kid":"c")") + "," + key.jwk(R"("kid":"d","use":"enc")")));
  EXPECT_TRUE(until([&] { return knows("c"); }));
  EXPECT_EQ(gauge("token_key_file_ok"), 1);
  EXPECT_EQ(log.lines.back(), "a token key is not used");
}

TEST_F(KeyFileTest, a_missing_or_bad_file_at_the_start_is_an_error_that_names_it) {
  const auto missing = start();
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr(path.native()));
  write("{}");
  const auto bad = start();
  ASSERT_FALSE(bad);
  EXPECT_THAT(bad.error().message, HasSubstr("no list"));
}

TEST_F(KeyFileTest, no_file_means_no_keys) {
  path.clear();
  EXPECT_TRUE(start());
  EXPECT_FALSE(knows("a"));
}

}  // namespace
}  // namespace plaza::gateway::token
