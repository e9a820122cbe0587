#include <csignal>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/http/test_client.hpp"
#include "platform/process/subprocess_for_test.hpp"

// The operations port and the stages of stopping, seen from outside of a real process.

namespace plaza {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string request(std::string_view path) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: test\r\n\r\n", path);
}

http::testing::RawResponse get(int port, std::string_view path) {
  http::testing::RawClient client(static_cast<std::uint16_t>(port));
  return client.exchange(request(path)).value_or(http::testing::RawResponse{});
}

bool started(Subprocess& process) {
  return process.wait_for("\"message\":\"started\"") && process.wait_for("\n");
}

TEST(OperationsPort, answers_on_a_port_of_its_own_and_health_on_the_main_port_too) {
  auto process = sample();
  ASSERT_TRUE(started(process)) << process.text();
  const auto operations = process.number("operations_port");
  EXPECT_EQ(get(operations, "/healthz").body, "OK");
  EXPECT_EQ(get(operations, "/readyz").status, 200U);
  EXPECT_THAT(get(operations, "/metrics").body, HasSubstr("\nplaza_build_info{version="));
  EXPECT_THAT(get(operations, "/metrics").body, HasSubstr("\nevent_loop_lag_seconds{worker=\"0\"} "));
  EXPECT_THAT(get(operations, "/config").body, HasSubstr("(environment)\ngrace_ms = 20\n"));
  EXPECT_EQ(get(operations, "/nowhere").header("content-type"), "application/problem+json");
  const auto main_port = process.number("http_port");
  EXPECT_EQ(get(main_port, "/readyz").status, 200U);
  EXPECT_EQ(get(main_port, "/config").status, 404U);
  EXPECT_THAT(get(main_port, "/metrics").body,
              HasSubstr("http_requests_total{method=\"GET\",route=\"/readyz\",status=\"200\"} 1\n"));
}

TEST(OperationsPort, a_taken_port_ends_the_process_with_one_error_line) {
  auto first = sample();
  ASSERT_TRUE(started(first)) << first.text();
  auto second = Subprocess("plaza_process_sample", {},
                           {fmt::format("PLAZA_OPERATIONS__PORT={}", first.number("operations_port"))});
  EXPECT_EQ(second.exit_code(), 1);
  EXPECT_THAT(second.text(), HasSubstr("\"level\":\"error\""));
  EXPECT_THAT(second.text(), HasSubstr(fmt::format("{}", first.number("operations_port"))));
  EXPECT_EQ(std::ranges::count(second.text(), '\n'), 1) << second.text();
}

TEST(OperationsPort, a_request_in_flight_is_shown_and_still_answered_after_sigterm) {
  auto process = sample({}, {"PLAZA_SAMPLE__ANSWER_TIME_MS=500", "PLAZA_STOP__GRACE_MS=100"});
  ASSERT_TRUE(started(process)) << process.text();
  const auto operations = process.number("operations_port");
  http::testing::RawClient client(static_cast<std::uint16_t>(process.number("http_port")));
  ASSERT_TRUE(client.send(request("/slow")));
  const auto give_up = std::chrono::steady_clock::now() + Subprocess::timeout;
  std::string in_flight;
  while (!in_flight.contains("\"route\":\"/slow\"") && std::chrono::steady_clock::now() < give_up) {
    in_flight = get(operations, "/requests").body;
  }
  EXPECT_THAT(in_flight, HasSubstr("\"count\":1"));
  process.send(SIGTERM);
  ASSERT_TRUE(process.wait_for("\"message\":\"stopping\"")) << process.text();
  EXPECT_EQ(get(operations, "/readyz").status, 503U);
  EXPECT_EQ(get(operations, "/healthz").status, 200U);
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "done");
  EXPECT_EQ(process.exit_code(), 0);
  EXPECT_THAT(process.text(), HasSubstr("\"target\":\"/slow\",\"route\":\"/slow\",\"status\":200"));
  EXPECT_THAT(process.text(), Not(HasSubstr("not everything was finished")));
}

TEST(OperationsPort, what_arrives_in_the_grace_period_is_served) {
  auto process = Subprocess("plaza_process_sample", {}, {"PLAZA_OPERATIONS__PORT=0", "PLAZA_STOP__GRACE_MS=1000"});
  ASSERT_TRUE(started(process)) << process.text();
  process.send(SIGTERM);
  ASSERT_TRUE(process.wait_for("\"message\":\"stopping\"")) << process.text();
  EXPECT_EQ(get(process.number("http_port"), "/slow").status, 200U);
  EXPECT_EQ(process.exit_code(), 0);
}

}  // namespace
}  // namespace plaza
