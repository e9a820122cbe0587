#include "platform/core/dynamic.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace plaza::config {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Outcome = Reload::Outcome;

constexpr std::chrono::seconds patience{5};

struct HttpOptions {
  std::uint16_t port = 8080;
  milliseconds timeout{250};
  std::vector<std::string> origins{};

  void describe(Section section) {
    section.value("port", port, "TCP port");
    section.live().value("timeout_ms", timeout, "time for an answer", {.min = 1, .max = 1'000});
    section.live().value("origins", origins, "who may ask");
  }
};

struct Flags {
  bool fancy = false;
  std::string level = "info";
  std::string token = "hush";

  void describe(Section section) {
    section.value("fancy", fancy, "whether");
    section.choice("level", level, {"debug", "info"}, "how much");
    section.secret("token", token, "a secret");
  }
};

struct DynamicTest : testing::Test {
  DynamicTest() {
    std::string pattern = testing::TempDir() + "/dynamic_XXXXXX";
    directory = ::mkdtemp(pattern.data());
    file = directory / "live.toml";
    http.describe(Section(schema, "http"));
    flags.describe(Section(schema, "flags").live());
  }
  ~DynamicTest() override {
    if (dynamic) dynamic->stop();
    std::filesystem::remove_all(directory);
  }

  void write(std::string_view text) const {
    const auto beside = std::filesystem::path(file).concat(".new");
    std::ofstream(beside) << text;
    std::filesystem::rename(beside, file);
  }
  // Loads the static configuration, then the dynamic file as it is.
  Reload load(std::string_view static_toml = {}, const std::map<std::string, std::string>& environment = {}) {
    EXPECT_TRUE(schema.load(static_toml, "static.toml", environment));
    dynamic.emplace(schema, DynamicOptions{.file = file});
    return dynamic->read();
  }
  void start() {
    live_http = &dynamic->section("http", http);
    live_flags = &dynamic->section("flags", flags);
    live_http->on_change(worker, [this](const HttpOptions& options) { seen_timeouts.push_back(options.timeout); });
    live_flags->on_change(worker, [this](const Flags& options) { seen_fancy.push_back(options.fancy); });
    dynamic->start(worker.io(), [this](const Reload& reload) { reloads.push_back(reload); });
  }
  // Puts this text into the file and runs the loop until it was read.
  Reload reload(std::string_view text) {
    write(text);
    return next();
  }
  Reload next() {
    const auto end = std::chrono::steady_clock::now() + patience;
    worker.io().restart();
    while (reloads.empty() && std::chrono::steady_clock::now() < end) worker.io().run_one_until(end);
    worker.io().poll();
    EXPECT_EQ(reloads.size(), 1U);
    auto all = std::exchange(reloads, {});
    return all.empty() ? Reload{} : all.back();
  }
  Entry entry(std::string_view path) const {
    for (const auto& candidate : dynamic->entries()) {
      if (candidate.path == path) return candidate;
    }
    return {};
  }

  std::filesystem::path directory;
  std::filesystem::path file;
  Worker worker{0};
  Schema schema;
  HttpOptions http;
  Flags flags;
  std::optional<Dynamic> dynamic;
  Live<HttpOptions>* live_http = nullptr;
  Live<Flags>* live_flags = nullptr;
  std::vector<Reload> reloads;
  std::vector<milliseconds> seen_timeouts;
  std::vector<bool> seen_fancy;
};

TEST_F(DynamicTest, what_the_file_says_at_the_start_is_in_the_options) {
  write("[http]\ntimeout_ms = 7\n");
  EXPECT_THAT(load("[http]\ntimeout_ms = 5\nport = 80\n").changed, ElementsAre("http.timeout_ms"));
  EXPECT_EQ(http.timeout, milliseconds{7});
  EXPECT_EQ(http.port, 80);
  start();
  EXPECT_EQ(live_http->now()->timeout, milliseconds{7});
  EXPECT_EQ(live_http->now()->port, 80);
}

TEST_F(DynamicTest, a_change_reaches_those_whose_options_it_changes) {
  write("");
  load();
  start();
  const auto done = reload("[http]\ntimeout_ms = 7\norigins = [\"a\", \"b\"]\n");
  EXPECT_EQ(done.outcome, Outcome::ok);
  EXPECT_THAT(done.changed, ElementsAre("http.origins", "http.timeout_ms"));
  EXPECT_THAT(seen_timeouts, ElementsAre(milliseconds{7}));
  EXPECT_THAT(seen_fancy, IsEmpty());
  EXPECT_THAT(live_http->now()->origins, ElementsAre("a", "b"));
}

TEST_F(DynamicTest, what_the_file_names_no_more_is_static_again) {
  write("[http]\ntimeout_ms = 7\n[flags]\nfancy = true\n");
  load("[http]\ntimeout_ms = 5\n");
  start();
  EXPECT_THAT(reload("[flags]\nfancy = true\n").changed, ElementsAre("http.timeout_ms"));
  EXPECT_THAT(seen_timeouts, ElementsAre(milliseconds{5}));
  EXPECT_TRUE(live_flags->now()->fancy);
}

TEST_F(DynamicTest, one_fault_and_nothing_changes) {
  write("[http]\ntimeout_ms = 7\n");
  load();
  start();
  const auto done = reload("[http]\ntimeout_ms = 0\n[flags]\nfancy = true\nlevel = \"loud\"\n");
  EXPECT_EQ(done.outcome, Outcome::refused);
  EXPECT_THAT(done.reason, HasSubstr("http.timeout_ms must be between 1 and 1000, not 0 (" + file.string() + ":2)"));
  EXPECT_THAT(done.reason, HasSubstr("flags.level must be one of debug, info, not \"loud\""));
  EXPECT_THAT(seen_timeouts, IsEmpty());
  EXPECT_THAT(seen_fancy, IsEmpty());
  EXPECT_FALSE(live_flags->now()->fancy);
  EXPECT_EQ(entry("http.timeout_ms").value, "7");
}

TEST_F(DynamicTest, unknown_names_and_options_that_are_not_live_are_refused) {
  write("");
  load();
  start();
  EXPECT_THAT(reload("[flags]\nfency = true\n").reason,
              HasSubstr("flags.fency is not an option; did you mean flags.fancy?"));
  EXPECT_THAT(reload("[http]\nport = 80\n").reason, HasSubstr("http.port cannot be changed while the process runs"));
  EXPECT_THAT(reload("[http\n").reason, HasSubstr(file.string() + ":1"));
  EXPECT_THAT(reload("flags = true\n").reason, HasSubstr("flags is not an option"));
}

TEST_F(DynamicTest, the_environment_wins_and_what_it_hides_is_told) {
  write("");
  load("", {{"PLAZA_HTTP__TIMEOUT_MS", "9"}});
  start();
  const auto done = reload("[http]\ntimeout_ms = 7\n[flags]\nfancy = true\n");
  EXPECT_THAT(done.overruled, ElementsAre("http.timeout_ms"));
  EXPECT_THAT(done.changed, ElementsAre("flags.fancy"));
  EXPECT_EQ(live_http->now()->timeout, milliseconds{9});
  EXPECT_EQ(entry("http.timeout_ms").source, Source::environment);
  EXPECT_THAT(reload("[http]\ntimeout_ms = 0\n").reason, HasSubstr("must be between"));
}

TEST_F(DynamicTest, a_bad_file_at_the_start_leaves_the_static_values) {
  write("[http]\ntimeout_ms = \"soon\"\n");
  const auto first = load("[http]\ntimeout_ms = 5\n");
  EXPECT_EQ(first.outcome, Outcome::refused);
  EXPECT_THAT(first.reason, HasSubstr("must be a whole number"));
  EXPECT_EQ(http.timeout, milliseconds{5});
  start();
  EXPECT_THAT(reload("[http]\ntimeout_ms = 7\n").changed, ElementsAre("http.timeout_ms"));
}

TEST_F(DynamicTest, a_file_that_goes_leaves_what_was_in_force) {
  write("[http]\ntimeout_ms = 7\n");
  load();
  start();
  std::filesystem::remove(file);
  const auto gone = next();
  EXPECT_EQ(gone.outcome, Outcome::missing);
  EXPECT_THAT(gone.reason, HasSubstr("No such file"));
  EXPECT_EQ(live_http->now()->timeout, milliseconds{7});
  EXPECT_THAT(reload("[http]\ntimeout_ms = 8\n").changed, ElementsAre("http.timeout_ms"));
}

TEST_F(DynamicTest, a_file_may_come_later) {
  EXPECT_EQ(load().outcome, Outcome::missing);
  start();
  EXPECT_THAT(reload("[http]\ntimeout_ms = 8\n").changed, ElementsAre("http.timeout_ms"));
}

TEST_F(DynamicTest, a_change_between_the_first_reading_and_the_watch_is_seen) {
  write("");
  load();
  write("[http]\ntimeout_ms = 8\n");
  start();
  EXPECT_THAT(next().changed, ElementsAre("http.timeout_ms"));
}

TEST_F(DynamicTest, a_file_that_is_too_large_is_refused) {
  write("");
  load();
  start();
  const auto done = reload(std::string(DynamicOptions{}.bytes_max + 1, '#'));
  EXPECT_EQ(done.outcome, Outcome::refused);
  EXPECT_THAT(done.reason, HasSubstr("larger than"));
}

TEST_F(DynamicTest, entries_tell_where_each_value_comes_from) {
  write("[flags]\nlevel = \"debug\"\ntoken = \"mum\"\n");
  load("[http]\nport = 80\n", {{"PLAZA_FLAGS__FANCY", "true"}});
  EXPECT_EQ(entry("http.port").source, Source::file);
  EXPECT_FALSE(entry("http.port").live);
  EXPECT_EQ(entry("http.timeout_ms").source, Source::built_in);
  EXPECT_EQ(entry("flags.fancy").source, Source::environment);
  EXPECT_EQ(entry("flags.level").source, Source::dynamic_file);
  EXPECT_EQ(entry("flags.level").value, "\"debug\"");
  EXPECT_TRUE(entry("flags.level").live);
  EXPECT_EQ(entry("flags.token").value, "\"(secret)\"");
  EXPECT_THAT(print(dynamic->entries()), AllOf(HasSubstr("(dynamic file, live)\nlevel = \"debug\"\n"),
                                               testing::Not(HasSubstr("mum")), testing::Not(HasSubstr("hush"))));
}

TEST_F(DynamicTest, live_options_have_someone_who_follows_them) {
  load();
  EXPECT_THROW(dynamic->section("other", flags), std::logic_error);
  dynamic->section("flags", flags);
  EXPECT_THROW(dynamic->start(worker.io(), {}), std::logic_error);
}

}  // namespace
}  // namespace plaza::config
