#include "platform/process/debug_page.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/process/debug_channels.hpp"
#include "platform/process/debug_sections.hpp"
#include "platform/telemetry/recording_for_test.hpp"

namespace plaza {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

struct DebugPageTest : testing::Test {
  DebugPageTest() {
    const config::Section section(schema, "sample");
    section.live().value("port", port, "A port");
    section.secret("password", password, "A password");
    dynamic.emplace(schema, config::DynamicOptions{});
  }
  void add_routes() {
    const DebugParts parts{.name = "sample",
                           .clock = clock,
                           .began = clock.steady_now(),
                           .workers = 2,
                           .health = health,
                           .log = log,
                           .in_flight = in_flight,
                           .slow = slow,
                           .dynamic = *dynamic};
    add_first_sections(page, parts);
    add_channels(page, board);
    add_last_sections(page, parts);
    page.add_routes(router);
  }
  http::Response get(std::string_view path, std::string_view accept = {}) {
    message.method(http::Method::get);
    message.target(path);
    if (!accept.empty()) message.set(http::Field::accept, accept);
    http::Request request(worker, message);
    return std::get<http::PlainHandler>(router.match(http::Method::get, path).route->handler)(request);
  }

  ManualClock clock;
  Worker worker{0};
  http::Request::Message message;
  Health health;
  telemetry::RecordingLog log;
  telemetry::InFlight in_flight{1};
  telemetry::SlowRequests slow{{}};
  config::Schema schema;
  std::uint16_t port = 80;
  std::string password = "hush";
  std::optional<config::Dynamic> dynamic;
  rpc::ChannelBoard board;
  DebugPage page{"sample <1>"};
  http::Router router;
};

TEST_F(DebugPageTest, shows_requests_in_flight_with_age_and_step) {
  RequestContext context;
  context.request_id = "r-1";
  context.activity = in_flight.begin(0, "GET", "/a/{id}", context, clock.steady_now());
  context.activity.set("handling");
  clock.advance(milliseconds{1'500});
  add_routes();
  const auto all = json::parse(get("/debug.json").text());
  const auto& row = all.at("inFlight").at(0);
  EXPECT_EQ(row.at("ageMs"), 1'500);
  EXPECT_EQ(row.at("step"), "handling");
  EXPECT_EQ(row.at("route"), "/a/{id}");
  EXPECT_THAT(std::string(get("/debug").text()), HasSubstr("<td>1500</td><td>handling</td><td>GET</td>"));
}

TEST_F(DebugPageTest, shows_slow_requests_with_their_trace) {
  slow.record({.ended = clock.now(),
               .duration = std::chrono::seconds{2},
               .method = "GET",
               .route = "/<script>",
               .outcome = "504",
               .trace_id = "00000000000000010000000000000002",
               .request_id = "r-1"});
  add_routes();
  EXPECT_THAT(std::string(get("/debug").text()),
              AllOf(HasSubstr("00000000000000010000000000000002"), HasSubstr("/&lt;script&gt;"),
                    HasSubstr("<td>2000</td>"), Not(HasSubstr("<script"))));
}

TEST_F(DebugPageTest, shows_the_configuration_with_its_sources_and_no_secrets) {
  add_routes();
  const std::string text(get("/debug").text());
  EXPECT_THAT(text, HasSubstr("<td>sample.port</td><td>80</td><td>default</td><td>true</td><td>A port</td>"));
  EXPECT_THAT(text, HasSubstr("(secret)"));
  EXPECT_THAT(text, Not(HasSubstr("hush")));
}

TEST_F(DebugPageTest, shows_channels_and_links_to_nothing_outside) {
  rpc::ChannelView channel;
  channel.service = "pharmacy";
  channel.breaker = "half-open";
  channel.endpoints.push_back({.address = "127.0.0.1:9001", .state = "serving", .latency_ms = 0.25});
  board.put(channel);
  add_routes();
  const std::string text(get("/debug").text());
  EXPECT_THAT(text, HasSubstr("<h2 id=\"channels\">Channels</h2>"));
  EXPECT_THAT(text, HasSubstr("<td>half-open</td>"));
  EXPECT_EQ(json::parse(get("/debug.json").text()).at("endpoints").at(0).at("latencyMs"), 0.25);
  EXPECT_THAT(text, HasSubstr("<title>sample &lt;1&gt;</title>"));
  EXPECT_THAT(text, Not(HasSubstr("://")));
}

TEST_F(DebugPageTest, gives_json_to_who_asks_for_it) {
  add_routes();
  EXPECT_EQ(get("/debug").headers.get("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(get("/debug", "text/html, application/json;q=0.5").headers.get("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(get("/debug", "application/json").headers.get("Content-Type"), "application/json");
  EXPECT_EQ(get("/debug", "application/json").headers.get("Cache-Control"), "no-store");
}

}  // namespace
}  // namespace plaza
