#include "platform/core/config.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::config {
namespace {

using testing::HasSubstr;

struct Options {
  std::uint16_t port = 8080;
  milliseconds timeout{250};
  double share = 0.5;
  bool enabled = true;
  std::string level = "info";
  std::string password = "hunter2";
  std::vector<std::string> endpoints{"a:1"};

  void describe(Section section) {
    const auto http = section.section("http");
    http.value("port", port, "TCP port", {.min = 1, .max = 65535});
    http.value("timeout_ms", timeout, "time for an answer", {.min = 1});
    http.value("share", share, "a share", {.min = 0, .max = 1});
    http.value("enabled", enabled, "whether");
    http.checked("endpoints", endpoints, "where", [](std::string_view text) {
      return text.contains(':') ? std::string() : fmt::format("must have a port, not \"{}\"", text);
    });
    section.section("log").choice("level", level, {"debug", "info"}, "lowest level");
    section.section("log").secret("password", password, "a secret");
  }
};

struct Config : testing::Test {
  Config() { options.describe(Section(schema, "")); }
  std::string refusal(std::string_view toml, const std::map<std::string, std::string>& environment = {}) {
    const auto loaded = schema.load(toml, "test.toml", environment);
    return loaded ? "accepted" : loaded.error().message;
  }
  Options options;
  Schema schema;
};

TEST_F(Config, file_overrides_defaults_and_environment_overrides_the_file) {
  const auto loaded = schema.load("[http]\nport = 9000\ntimeout_ms = 10\nendpoints = [\"b:2\", \"c:3\"]\n", "test.toml",
                                  {{"PLAZA_HTTP__PORT", "9001"}, {"PLAZA_HTTP__SHARE", "0.25"}});
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(options.port, 9001);
  EXPECT_EQ(options.timeout, milliseconds{10});
  EXPECT_EQ(options.share, 0.25);
  EXPECT_EQ(options.endpoints, (std::vector<std::string>{"b:2", "c:3"}));
  EXPECT_EQ(options.level, "info");
}

TEST_F(Config, unknown_name_is_refused_and_the_nearest_is_named) {
  EXPECT_THAT(refusal("[http]\nprot = 1\n"), HasSubstr("http.prot is not an option; did you mean http.port?"));
  EXPECT_THAT(refusal("[htpp]\nport = 1\n"), HasSubstr("is not an option"));
  EXPECT_THAT(refusal("", {{"PLAZA_HTTP__PROT", "1"}}), HasSubstr("did you mean PLAZA_HTTP__PORT?"));
}

TEST_F(Config, every_problem_is_reported_with_its_line) {
  const auto message = refusal("[http]\nport = \"x\"\nshare = 2\n[log]\nlevel = \"loud\"\n");
  EXPECT_THAT(message, HasSubstr("http.port must be a whole number (test.toml:2)"));
  EXPECT_THAT(message, HasSubstr("http.share must be between 0 and 1, not 2 (test.toml:3)"));
  EXPECT_THAT(message, HasSubstr("log.level must be one of debug, info, not \"loud\" (test.toml:5)"));
}

TEST_F(Config, values_that_do_not_fit_are_refused) {
  EXPECT_THAT(refusal("[http]\nport = 70000\n"), HasSubstr("70000 is out of range"));
  EXPECT_THAT(refusal("[http]\nport = 0\n"), HasSubstr("must be between 1 and 65535"));
  EXPECT_THAT(refusal("[http]\nenabled = 1\n"), HasSubstr("must be true or false"));
  EXPECT_THAT(refusal("http = 1\n"), HasSubstr("http is not an option"));
  EXPECT_THAT(refusal("", {{"PLAZA_HTTP__TIMEOUT_MS", "5s"}}), HasSubstr("must be a whole number"));
}

TEST_F(Config, a_text_with_a_form_of_its_own_is_checked_wherever_it_comes_from) {
  EXPECT_THAT(refusal("[http]\nendpoints = [\"a:1\", \"b\"]\n"),
              HasSubstr("http.endpoints must have a port, not \"b\" (test.toml:2)"));
  EXPECT_THAT(refusal("", {{"PLAZA_HTTP__ENDPOINTS", "a"}}), HasSubstr("must have a port, not \"a\""));
  EXPECT_EQ(options.endpoints, std::vector<std::string>{"a:1"});
}

TEST_F(Config, broken_toml_is_refused_with_its_line) {
  EXPECT_THAT(refusal("[http]\nport = \n"), HasSubstr("test.toml:2"));
}

TEST_F(Config, print_names_each_source_and_hides_secrets) {
  ASSERT_TRUE(schema.load("[http]\nport = 9000\n", "test.toml", {{"PLAZA_LOG__LEVEL", "debug"}}));
  const auto printed = schema.print();
  EXPECT_THAT(printed, HasSubstr("# TCP port (file)\nport = 9000\n"));
  EXPECT_THAT(printed, HasSubstr("(environment)\nlevel = \"debug\"\n"));
  EXPECT_THAT(printed, HasSubstr("# a share (default)\nshare = 0.5\n"));
  EXPECT_THAT(printed, testing::Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace plaza::config
