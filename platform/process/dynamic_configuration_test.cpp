#include <csignal>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/http/test_client.hpp"
#include "platform/process/config_file_for_test.hpp"
#include "platform/process/subprocess_for_test.hpp"

// A dynamic configuration file, seen from outside of a real process.

namespace plaza {
namespace {

using testing::HasSubstr;

struct DynamicConfiguration : testing::Test {
  Subprocess run(std::vector<std::string> environment = {}, std::vector<std::string> arguments = {}) const {
    environment.push_back("PLAZA_DYNAMIC__FILE=" + file.path());
    return sample(std::move(arguments), std::move(environment));
  }
  static std::string exchange(const Subprocess& process, std::string_view method, std::string_view path,
                              std::string_view body = {}) {
    http::testing::RawClient client(static_cast<std::uint16_t>(process.number("operations_port")));
    const auto answer = client.exchange(
        fmt::format("{} {} HTTP/1.1\r\nHost: test\r\nContent-Length: {}\r\n\r\n{}", method, path, body.size(), body));
    return answer ? answer->body : "no answer";
  }
  static std::string get(const Subprocess& process, std::string_view path) { return exchange(process, "GET", path); }
  // Waits until the answer holds `words`; the last answer.
  static std::string get_until(const Subprocess& process, std::string_view path, std::string_view words) {
    const auto give_up = std::chrono::steady_clock::now() + Subprocess::timeout;
    auto answer = get(process, path);
    while (!answer.contains(words) && std::chrono::steady_clock::now() < give_up) answer = get(process, path);
    return answer;
  }
  static bool started(Subprocess& process) {
    return process.wait_for("\"message\":\"started\"") && process.wait_for("\"start_ms\"") && process.wait_for("\n");
  }

  const ConfigFile file{"", "dynamic"};
};

TEST_F(DynamicConfiguration, is_in_force_at_the_start_and_shown_with_its_source) {
  file.write("[log]\nlevel = \"warning\"\n");
  auto process = run({"PLAZA_TRACE__SAMPLING=0.5", "PLAZA_LOG__LEVEL=info"});
  ASSERT_TRUE(process.wait_for("names options that the environment sets\",\"options\":\"log.level\""));
  ASSERT_TRUE(started(process)) << process.text();
  EXPECT_THAT(get(process, "/config"), HasSubstr("(environment, live)\nlevel = \"info\"\n"));
  EXPECT_THAT(get(process, "/metrics"), HasSubstr("\nconfig_reloads_total{result=\"ok\"} 1\n"));
}

TEST_F(DynamicConfiguration, a_change_is_told_in_the_log_and_in_metrics) {
  auto process = run();
  ASSERT_TRUE(started(process)) << process.text();
  EXPECT_THAT(get(process, "/metrics"), HasSubstr("\nconfig_last_change_timestamp_seconds 0\n"));
  file.write("[log]\nlevel = \"error\"\n[trace]\nsampling = 0.25\n");
  ASSERT_TRUE(process.wait_for("\"changed\":\"log.level, trace.sampling\"")) << process.text();
  EXPECT_THAT(get_until(process, "/log-level", "error"), HasSubstr("error"));
  EXPECT_THAT(get(process, "/config"), HasSubstr("(dynamic file, live)\nsampling = 0.25\n"));
  EXPECT_THAT(get(process, "/metrics"), HasSubstr("\nconfig_reloads_total{result=\"ok\"} 2\n"));
  EXPECT_THAT(get(process, "/metrics"), HasSubstr("\nconfig_last_change_timestamp_seconds 1"));
}

TEST_F(DynamicConfiguration, a_bad_file_changes_nothing_and_shows) {
  file.write("[log]\nlevel = \"debug\"\n");
  auto process = run();
  ASSERT_TRUE(started(process)) << process.text();
  file.write("[log]\nlevel = \"error\"\nlevle = \"error\"\n");
  ASSERT_TRUE(process.wait_for("log.levle is not an option; did you mean log.level? (" + file.path() + ":3)"));
  EXPECT_THAT(get(process, "/log-level"), HasSubstr("debug"));
  const auto metrics = get_until(process, "/metrics", "\nconfig_last_reload_ok 0\n");
  EXPECT_THAT(metrics, HasSubstr("\nconfig_last_reload_ok 0\n"));
  EXPECT_THAT(metrics, HasSubstr("\nconfig_reloads_total{result=\"refused\"} 1\n"));
  file.remove();
  ASSERT_TRUE(process.wait_for("no dynamic configuration, what was in force stays")) << process.text();
  EXPECT_THAT(get(process, "/log-level"), HasSubstr("debug"));
  file.write("");
  EXPECT_THAT(get_until(process, "/metrics", "\nconfig_last_reload_ok 1\n"), HasSubstr("\nconfig_last_reload_ok 1\n"));
}

TEST_F(DynamicConfiguration, a_bad_file_at_the_start_does_not_keep_the_process_from_starting) {
  file.write("[log]\nlevel = \"loud\"\n");
  auto process = run();
  ASSERT_TRUE(process.wait_for("dynamic configuration refused, what was in force stays")) << process.text();
  ASSERT_TRUE(started(process)) << process.text();
  EXPECT_THAT(get(process, "/metrics"), HasSubstr("\nconfig_last_reload_ok 0\n"));
}

TEST_F(DynamicConfiguration, a_log_level_that_was_put_stays_until_the_file_says_another) {
  auto process = run();
  ASSERT_TRUE(started(process)) << process.text();
  exchange(process, "PUT", "/log-level", "debug");
  file.write("[log]\naccess_log = false\n");
  ASSERT_TRUE(process.wait_for("\"changed\":\"log.access_log\"")) << process.text();
  EXPECT_THAT(get(process, "/log-level"), HasSubstr("debug"));
  file.write("[log]\naccess_log = false\nlevel = \"warning\"\n");
  EXPECT_THAT(get_until(process, "/log-level", "warning"), HasSubstr("warning"));
}

TEST_F(DynamicConfiguration, check_config_checks_it_too) {
  file.write("[log]\nlevel = \"loud\"\n");
  auto refused = run({}, {"--check-config"});
  EXPECT_EQ(refused.exit_code(), 2);
  EXPECT_THAT(refused.text(), HasSubstr("the dynamic configuration is refused: log.level must be one of"));
  file.write("[log]\nlevel = \"debug\"\n");
  auto printed = run({}, {"--check-config", "--print-config"});
  EXPECT_EQ(printed.exit_code(), 0);
  EXPECT_THAT(printed.text(), HasSubstr("(dynamic file, live)\nlevel = \"debug\"\n"));
  EXPECT_THAT(printed.text(), HasSubstr("the configuration is valid"));
  file.remove();
  auto missing = run({}, {"--check-config"});
  EXPECT_EQ(missing.exit_code(), 0);
  EXPECT_THAT(missing.text(), HasSubstr("there is no dynamic configuration yet"));
}

}  // namespace
}  // namespace plaza
