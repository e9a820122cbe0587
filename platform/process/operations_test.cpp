#include "platform/process/operations.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/telemetry/recording_for_test.hpp"

namespace plaza {
namespace {

using testing::HasSubstr;
using testing::Not;

struct OperationsTest : testing::Test {
  OperationsTest() {
    section.value("port", port, "A port");
    section.secret("password", password, "A password");
    add_operations_routes(router, {health, metrics, in_flight, log, clock, dynamic});
  }

  http::Response send(http::Method method, std::string_view path, std::string body = {}) {
    message.method(method);
    message.target(path);
    message.body() = std::move(body);
    http::Request request(worker, message);
    const auto match = router.match(method, path);
    if (!match.route) return {.status = 404};
    return std::get<http::PlainHandler>(match.route->handler)(request);
  }
  http::Response get(std::string_view path) { return send(http::Method::get, path); }

  ManualClock clock;
  Worker worker{0};
  http::Request::Message message;
  Health health;
  telemetry::Metrics metrics{1};
  telemetry::InFlight in_flight{1};
  telemetry::RecordingLog log;
  config::Schema schema;
  config::Section section{schema, "sample"};
  std::uint16_t port = 80;
  std::string password = "hush";
  config::Dynamic dynamic{schema, {}};
  http::Router router;
};

TEST_F(OperationsTest, healthz_is_ok_even_when_not_ready) {
  health.set("feed", false);
  EXPECT_EQ(get("/healthz").status, 200U);
  EXPECT_EQ(get("/healthz").text(), "OK");
}

TEST_F(OperationsTest, readyz_tells_each_check) {
  health.set("feed", false, "no \"snapshot\" yet");
  EXPECT_EQ(get("/readyz").status, 503U);
  EXPECT_EQ(boost::json::parse(get("/readyz").text()), boost::json::parse(R"({"ready":false,"stopping":false,
            "checks":{"feed":{"ready":false,"detail":"no \"snapshot\" yet"}}})"));
  health.set("feed", true);
  EXPECT_EQ(get("/readyz").status, 200U);
  health.begin_stopping();
  EXPECT_EQ(get("/readyz").status, 503U);
  EXPECT_THAT(std::string(get("/readyz").text()), HasSubstr("\"stopping\":true"));
}

TEST_F(OperationsTest, metrics_are_the_text_format) {
  metrics.gauge("g", "h").set(3);
  const auto response = get("/metrics");
  EXPECT_EQ(response.headers.get("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(std::string(response.text()), HasSubstr("\ng 3\n"));
}

TEST_F(OperationsTest, the_log_level_is_read_and_set_as_a_word_or_as_json) {
  EXPECT_EQ(get("/log-level").text(), "{\"level\":\"debug\"}\n");
  EXPECT_EQ(send(http::Method::put, "/log-level", "error\n").status, 200U);
  EXPECT_EQ(log.level(), telemetry::Level::error);
  EXPECT_EQ(send(http::Method::put, "/log-level", R"({"level": "info"})").text(), "{\"level\":\"info\"}\n");
  EXPECT_EQ(log.level(), telemetry::Level::info);
  for (const auto* wrong : {"", "loud", "{\"level\":\"loud\"}", "{\"level\":1}", "[]", "{"}) {
    const auto response = send(http::Method::put, "/log-level", wrong);
    EXPECT_EQ(response.status, 400U) << wrong;
    EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json") << wrong;
  }
  EXPECT_EQ(log.level(), telemetry::Level::info);
}

TEST_F(OperationsTest, the_configuration_is_shown_without_secrets) {
  const std::string text(get("/config").text());
  EXPECT_THAT(text, HasSubstr("# A port (default)\nport = 80\n"));
  EXPECT_THAT(text, Not(HasSubstr("hush")));
}

TEST_F(OperationsTest, requests_in_flight_are_listed_with_their_age) {
  RequestContext context;
  context.request_id = "r\"1";
  context.trace = TraceContext{.trace_high = 1, .trace_low = 2, .span = 3};
  const auto ticket = in_flight.begin(0, "GET", "/a/{id}", context, clock.steady_now());
  clock.advance(milliseconds{1'500});
  EXPECT_EQ(
      boost::json::parse(get("/requests").text()),
      boost::json::parse(R"({"count":1,"requests":[{"method":"GET","route":"/a/{id}","step":"reading","ageMs":1500,
            "traceId":"00000000000000010000000000000002","requestId":"r\"1"}]})"));
  in_flight.end(0, ticket);
  EXPECT_EQ(boost::json::parse(get("/requests").text()), boost::json::parse(R"({"count":0,"requests":[]})"));
}

}  // namespace
}  // namespace plaza
