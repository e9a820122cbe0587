#include "platform/telemetry/http_observer.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/telemetry/recording_for_test.hpp"

namespace plaza::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

// An observer of one worker whose loop the test runs itself.
struct HttpObserverTest : testing::Test {
  http::Request request(http::Method method, std::string_view target, std::string_view route) {
    message.method(method);
    message.target(target);
    http::Request made(worker, message);
    made.route = route;
    made.context.trace = TraceContext::make(false);
    made.context.request_id = "r-1";
    made.received = clock.steady_now();
    return made;
  }
  void finish(const http::Request& request, unsigned status) {
    observer.finished(worker, {.request = &request,
                               .method = request.method_name(),
                               .route = request.route,
                               .target = request.target(),
                               .remote_address = "127.0.0.1",
                               .status = status,
                               .request_bytes = 10,
                               .response_bytes = 20,
                               .duration = std::chrono::microseconds{2'500},
                               .ended = clock.now()});
  }

  ManualClock clock;
  Worker worker{0};
  http::Request::Message message;
  Metrics metrics{2};
  RecordingTracer tracer{true};
  RecordingLog log;
  InFlight in_flight{2};
  SlowRequests slow{{}};
  HttpObserver observer{{metrics, tracer, log, in_flight, slow}, {&worker}, "gateway", true};
};

TEST_F(HttpObserverTest, counts_and_times_requests_by_method_route_and_status) {
  auto served = request(http::Method::get, "/a/1", "/a/{id}");
  observer.begun(worker, served);
  finish(served, 200);
  const auto text = metrics.exposition();
  EXPECT_THAT(text, HasSubstr("http_requests_total{method=\"GET\",route=\"/a/{id}\",status=\"200\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("http_response_milliseconds_bucket{route=\"/a/{id}\",le=\"1\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("http_response_milliseconds_bucket{route=\"/a/{id}\",le=\"2.5\"} 1\n"));
}

TEST_F(HttpObserverTest, what_takes_longer_than_the_threshold_is_kept) {
  auto served = request(http::Method::get, "/a/1", "/a/{id}");
  observer.begun(worker, served);
  finish(served, 200);
  EXPECT_TRUE(slow.list().empty());
  slow.set_threshold(milliseconds{1});
  auto slower = request(http::Method::get, "/a/2", "/a/{id}");
  observer.begun(worker, slower);
  finish(slower, 504);
  ASSERT_EQ(slow.list().size(), 1U);
  EXPECT_EQ(slow.list()[0].route, "/a/{id}");
  EXPECT_EQ(slow.list()[0].outcome, "504");
  EXPECT_EQ(slow.list()[0].trace_id, slower.context.trace.trace_id());
}

TEST_F(HttpObserverTest, what_clients_make_up_adds_no_series) {
  for (const auto* target : {"/nowhere/1", "/nowhere/2"}) {
    auto unknown = request(http::Method::propfind, target, "");
    observer.begun(worker, unknown);
    finish(unknown, 404);
  }
  http::Exchange no_request;
  no_request.status = 400;
  observer.finished(worker, no_request);
  const auto text = metrics.exposition();
  EXPECT_THAT(text, HasSubstr("http_requests_total{method=\"other\",route=\"unmatched\",status=\"404\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("http_requests_total{method=\"none\",route=\"unmatched\",status=\"400\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("nowhere")));
}

TEST_F(HttpObserverTest, shows_what_is_in_flight_and_connected) {
  observer.opened(worker);
  auto served = request(http::Method::get, "/a", "/a");
  observer.begun(worker, served);
  EXPECT_THAT(metrics.exposition(), HasSubstr("\nhttp_requests_in_flight 1\n"));
  EXPECT_THAT(metrics.exposition(), HasSubstr("\nhttp_connections 1\n"));
  ASSERT_EQ(in_flight.list().size(), 1U);
  EXPECT_EQ(in_flight.list()[0].trace, served.context.trace);
  finish(served, 200);
  observer.closed(worker);
  EXPECT_THAT(metrics.exposition(), HasSubstr("\nhttp_requests_in_flight 0\n"));
  EXPECT_THAT(metrics.exposition(), HasSubstr("\nhttp_connections 0\n"));
  EXPECT_TRUE(in_flight.list().empty());
}

TEST_F(HttpObserverTest, a_request_without_a_trace_begins_one) {
  auto served = request(http::Method::get, "/a", "/a");
  observer.begun(worker, served);
  EXPECT_TRUE(served.context.trace.sampled);
  finish(served, 503);
  ASSERT_EQ(tracer.spans().size(), 1U);
  const auto span = tracer.spans()[0];
  EXPECT_EQ(span.parent, 0U);
  EXPECT_EQ(span.context, served.context.trace);
  EXPECT_EQ(span.name, "GET /a");
  EXPECT_EQ(span.kind, SpanKind::server);
  EXPECT_TRUE(span.failed);
}

TEST_F(HttpObserverTest, a_callers_trace_and_decision_are_kept) {
  auto served = request(http::Method::get, "/a", "/a");
  served.trace_from_caller = true;
  const auto caller = served.context.trace;
  observer.begun(worker, served);
  EXPECT_EQ(served.context.trace.trace_low, caller.trace_low);
  EXPECT_NE(served.context.trace.span, caller.span);
  EXPECT_FALSE(served.context.trace.sampled);
  finish(served, 200);
  EXPECT_TRUE(tracer.spans().empty());

  served.context.trace = caller;
  served.context.trace.sampled = true;
  observer.begun(worker, served);
  finish(served, 200);
  ASSERT_EQ(tracer.spans().size(), 1U);
  EXPECT_EQ(tracer.spans()[0].parent, caller.span);
}

TEST_F(HttpObserverTest, the_access_log_is_handed_over_together) {
  for (int i = 0; i < 2; ++i) {
    auto served = request(http::Method::get, "/a?q=\"", "/a");
    observer.begun(worker, served);
    finish(served, 200);
  }
  worker.io().poll();
  EXPECT_EQ(log.text(), "");
  worker.io().restart();
  worker.io().run();
  const auto text = log.text();
  EXPECT_EQ(std::ranges::count(text, '\n'), 2);
  const auto line = boost::json::parse(text.substr(0, text.find('\n')));
  EXPECT_EQ(line.at("service"), "gateway");
  EXPECT_EQ(line.at("message"), "request");
  EXPECT_EQ(line.at("method"), "GET");
  EXPECT_EQ(line.at("target"), "/a?q=\"");
  EXPECT_EQ(line.at("route"), "/a");
  EXPECT_EQ(line.at("status"), 200);
  EXPECT_EQ(line.at("duration_ms"), 2.5);
  EXPECT_EQ(line.at("request_bytes"), 10);
  EXPECT_EQ(line.at("response_bytes"), 20);
  EXPECT_EQ(line.at("remote_address"), "127.0.0.1");
  EXPECT_EQ(line.at("request_id"), "r-1");
  EXPECT_EQ(line.at("trace_id").as_string().size(), 32U);
  EXPECT_EQ(line.at("span_id").as_string().size(), 16U);
}

TEST_F(HttpObserverTest, a_higher_log_level_silences_the_access_log) {
  log.set_level(Level::warning);
  auto served = request(http::Method::get, "/a", "/a");
  observer.begun(worker, served);
  finish(served, 200);
  worker.io().run();
  EXPECT_EQ(log.text(), "");
}

TEST_F(HttpObserverTest, a_failed_handler_is_an_error_line_with_its_trace) {
  const auto served = request(http::Method::get, "/a", "/a");
  observer.failed(worker, served, "index out of range");
  EXPECT_THAT(log.text(), HasSubstr("\"level\":\"error\""));
  EXPECT_THAT(log.text(), HasSubstr("\"reason\":\"index out of range\""));
  EXPECT_THAT(log.text(), HasSubstr(served.context.trace.trace_id()));
}

}  // namespace
}  // namespace plaza::telemetry
