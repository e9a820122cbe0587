#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/process/config_file_for_test.hpp"
#include "platform/process/subprocess_for_test.hpp"
#include "platform/process/version.hpp"

namespace plaza {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

TEST(Run, version_and_help_are_told) {
  auto with_version = sample({"--version"});
  EXPECT_EQ(with_version.exit_code(), 0);
  EXPECT_EQ(with_version.text(), "plaza-sample " + std::string(version()) + "\n");
  auto help = sample({"--help"});
  EXPECT_EQ(help.exit_code(), 0);
  EXPECT_THAT(help.text(), HasSubstr("--check-config"));
}

TEST(Run, an_unknown_argument_is_refused) {
  auto process = sample({"--confgi", "x"});
  EXPECT_EQ(process.exit_code(), 2);
  EXPECT_THAT(process.text(), HasSubstr("--confgi"));
}

TEST(Run, a_missing_configuration_file_is_named) {
  auto process = sample({"--config", "/nowhere/sample.toml"});
  EXPECT_EQ(process.exit_code(), 2);
  EXPECT_EQ(process.text(), "plaza-sample: cannot read /nowhere/sample.toml: No such file or directory\n");
}

TEST(Run, every_problem_of_the_configuration_is_named) {
  const ConfigFile file("workers = 2\n[sample]\ndrain_tim_ms = 5\n[stop]\ngrace_ms = \"long\"\n");
  auto process = sample({"--config", file.path(), "--check-config"}, {"PLAZA_LOG__LEVEL=loud"});
  EXPECT_EQ(process.exit_code(), 2);
  EXPECT_THAT(process.text(), HasSubstr("sample.drain_tim_ms is not an option; did you mean sample.drain_time_ms?"));
  EXPECT_THAT(process.text(), HasSubstr("stop.grace_ms must be a whole number"));
  EXPECT_THAT(process.text(), HasSubstr("PLAZA_LOG__LEVEL must be one of debug, info, warning, error"));
}

TEST(Run, a_valid_configuration_is_called_valid) {
  const ConfigFile file("workers = 2\n[sample]\ndrain_time_ms = 5\n");
  auto process = sample({"--config", file.path(), "--check-config"});
  EXPECT_EQ(process.exit_code(), 0);
  EXPECT_THAT(process.text(), HasSubstr("the configuration is valid"));
}

TEST(Run, the_printed_configuration_names_sources_hides_secrets_and_reads_back) {
  const ConfigFile file("[sample]\ndrain_time_ms = 5\npassword = \"hush\"\n");
  auto process = sample({"--config", file.path(), "--print-config"}, {"PLAZA_WORKERS=3"});
  EXPECT_EQ(process.exit_code(), 0);
  EXPECT_THAT(process.text(), HasSubstr("(environment)\nworkers = 3\n"));
  EXPECT_THAT(process.text(), HasSubstr("(file)\ndrain_time_ms = 5\n"));
  EXPECT_THAT(process.text(), HasSubstr("(default)\ndrain_ms = 10000\n"));
  EXPECT_THAT(process.text(), Not(HasSubstr("hush")));
  const ConfigFile printed(process.text());
  auto again = sample({"--config", printed.path(), "--check-config"});
  EXPECT_EQ(again.exit_code(), 0) << again.text();
}

TEST(Run, a_component_that_does_not_start_ends_the_process_with_one_error_line) {
  auto process = sample({}, {"PLAZA_SAMPLE__START_ERROR=port 80 is taken"});
  EXPECT_EQ(process.exit_code(), 1);
  EXPECT_THAT(process.text(), HasSubstr("\"level\":\"error\",\"service\":\"sample\",\"message\":\"failed\","
                                        "\"reason\":\"sample did not start: port 80 is taken\"}\n"));
  EXPECT_EQ(std::ranges::count(process.text(), '\n'), 1) << process.text();
}

TEST(Run, tls_files_that_cannot_be_read_end_the_process_with_one_error_line) {
  const ConfigFile file(
      "[http]\nport = 0\n[http.tls]\ncertificate_file = \"/nowhere/tls.crt\"\n[operations]\nport = 0\n");
  auto process = sample({"--config", file.path()});
  EXPECT_EQ(process.exit_code(), 1);
  EXPECT_THAT(process.text(), HasSubstr("TLS did not start: /nowhere/tls.crt"));
}

TEST(Run, an_exception_of_the_body_ends_the_process_with_an_error_line) {
  auto process = sample({}, {"PLAZA_SAMPLE__THROW_ERROR=a thing is missing"});
  EXPECT_EQ(process.exit_code(), 1);
  EXPECT_THAT(process.text(), HasSubstr("\"reason\":\"a thing is missing\"}\n"));
}

TEST(Run, sigterm_stops_it_stage_by_stage) {
  auto process = sample({}, {"PLAZA_SAMPLE__DRAIN_TIME_MS=30"});
  ASSERT_TRUE(process.wait_for("\"message\":\"started\"")) << process.text();
  process.send(SIGTERM);
  EXPECT_EQ(process.exit_code(), 0);
  EXPECT_THAT(process.text(),
              ContainsRegex("component starts(.|\n)*started(.|\n)*stopping\",\"signal\":\"TERM\"(.|\n)*not ready any "
                            "more(.|\n)*accepts nothing more(.|\n)*component stops(.|\n)*stopped\"}\n$"));
  EXPECT_THAT(process.text(), Not(HasSubstr("not everything was finished")));
}

TEST(Run, sigint_stops_it_too) {
  auto process = sample();
  ASSERT_TRUE(process.wait_for("\"message\":\"started\"")) << process.text();
  process.send(SIGINT);
  EXPECT_EQ(process.exit_code(), 0);
}

TEST(Run, what_does_not_drain_in_time_is_named) {
  auto process = sample({}, {"PLAZA_SAMPLE__DRAIN_TIME_MS=600000", "PLAZA_STOP__DRAIN_MS=20"});
  ASSERT_TRUE(process.wait_for("\"message\":\"started\"")) << process.text();
  process.send(SIGTERM);
  EXPECT_EQ(process.exit_code(), 0);
  EXPECT_THAT(process.text(), HasSubstr("not everything was finished in time\",\"drain_ms\":20,\"left\":\"sample\"}"));
}

TEST(Run, a_second_signal_ends_it_at_once_even_when_stopping_hangs) {
  auto process = sample({}, {"PLAZA_SAMPLE__STOP_HANGS=true"});
  ASSERT_TRUE(process.wait_for("\"message\":\"started\"")) << process.text();
  process.send(SIGTERM);
  ASSERT_TRUE(process.wait_for("component stops")) << process.text();
  process.send(SIGTERM);
  EXPECT_EQ(process.exit_code(), 128 + SIGTERM);
}

TEST(Run, a_closed_pipe_does_not_kill_it) {
  auto process = sample();
  ASSERT_TRUE(process.wait_for("\"message\":\"started\"")) << process.text();
  process.send(SIGPIPE);
  process.send(SIGTERM);
  EXPECT_EQ(process.exit_code(), 0);
}

TEST(Run, it_is_ready_within_300_ms) {
  auto process = sample();
  ASSERT_TRUE(process.wait_for("\"start_ms\":")) << process.text();
  EXPECT_LT(process.number("start_ms"), 300);
}

}  // namespace
}  // namespace plaza
