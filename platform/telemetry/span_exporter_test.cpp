#include "platform/telemetry/span_exporter.hpp"

#include <chrono>
#include <mutex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/http/server.hpp"
#include "platform/telemetry/recording_for_test.hpp"

namespace plaza::telemetry {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// A collector that keeps the bodies it is sent.
struct SpanExporterTest : testing::Test {
  SpanExporterTest() {
    const auto take = [this](http::Request& request) {
      const std::lock_guard lock(mutex);
      bodies.emplace_back(std::string(request.header("Content-Type")) + " " + std::string(request.body()));
      return http::text(status, "");
    };
    router.add({.method = http::Method::post, .path = "/zipkin", .handler = take});
    router.add({.method = http::Method::post, .path = "/otlp", .handler = take});
    workers.start();
    EXPECT_TRUE(server.start());
    options.flush_interval = milliseconds{10};
  }
  ~SpanExporterTest() override {
    server.stop();
    workers.stop();
  }

  [[nodiscard]] std::string url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(server.port()) + std::string(path);
  }
  static Span span(std::string name) {
    return {.context = TraceContext::make(true), .name = std::move(name), .start = {}, .tags = {}};
  }
  [[nodiscard]] std::vector<std::string> received() {
    const std::lock_guard lock(mutex);
    return bodies;
  }
  template <class Condition>
  static bool eventually(const Condition& condition) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!condition()) {
      if (std::chrono::steady_clock::now() > give_up) return false;
      std::this_thread::yield();
    }
    return true;
  }

  static http::ServerOptions any_port() {
    http::ServerOptions server_options;
    server_options.port = 0;
    return server_options;
  }

  SystemClock clock;
  Workers workers{1};
  http::Router router;
  http::Server server{"collector", {&workers[0]}, clock, router, any_port()};
  std::mutex mutex;
  std::vector<std::string> bodies;
  unsigned status = 202;
  TraceOptions options;
  SpanQueue queue{1, 100, true};
  RecordingLog log;
};

TEST_F(SpanExporterTest, sends_spans_to_both_kinds_of_collectors) {
  options.zipkin_url = url("/zipkin");
  options.otlp_url = url("/otlp");
  SpanExporter exporter("test", options, queue, log, workers.background());
  ASSERT_TRUE(exporter.start());
  queue.record(span("work"));
  ASSERT_TRUE(eventually([this] { return received().size() == 2; }));
  exporter.stop();
  EXPECT_THAT(received()[0], AllOf(HasSubstr("application/json [{\"traceId\""), HasSubstr("\"name\":\"work\"")));
  EXPECT_THAT(received()[1], AllOf(HasSubstr("application/json {\"resourceSpans\""), HasSubstr("\"name\":\"work\"")));
  EXPECT_EQ(queue.dropped_spans(), 0U);
}

TEST_F(SpanExporterTest, a_full_batch_does_not_wait_for_the_interval) {
  options.zipkin_url = url("/zipkin");
  options.flush_interval = std::chrono::minutes{1};
  options.batch_spans_max = 2;
  SpanExporter exporter("test", options, queue, log, workers.background());
  ASSERT_TRUE(exporter.start());
  queue.record(span("a"));
  queue.record(span("b"));
  EXPECT_TRUE(eventually([this] { return received().size() == 1; }));
  exporter.stop();
}

TEST_F(SpanExporterTest, stopping_sends_what_is_left_in_batches) {
  options.zipkin_url = url("/zipkin");
  options.flush_interval = std::chrono::minutes{1};
  options.batch_spans_max = 50;
  SpanExporter exporter("test", options, queue, log, workers.background());
  ASSERT_TRUE(exporter.start());
  for (int i = 0; i < 49; ++i) queue.record(span("s"));
  exporter.stop();
  EXPECT_EQ(received().size(), 1U);
  EXPECT_EQ(queue.size(), 0U);
  EXPECT_EQ(queue.dropped_spans(), 0U);
}

TEST_F(SpanExporterTest, what_a_collector_refuses_is_counted_and_said_once) {
  status = 500;
  options.zipkin_url = url("/zipkin");
  SpanExporter exporter("test", options, queue, log, workers.background());
  ASSERT_TRUE(exporter.start());
  queue.record(span("a"));
  ASSERT_TRUE(eventually([this] { return queue.dropped_spans() == 1; }));
  queue.record(span("b"));
  ASSERT_TRUE(eventually([this] { return queue.dropped_spans() == 2; }));
  exporter.stop();
  EXPECT_THAT(log.text(), HasSubstr("spans could not be sent"));
  EXPECT_EQ(std::ranges::count(log.text(), '\n'), 1);
}

TEST_F(SpanExporterTest, stopping_without_a_collector_ends_in_time_and_counts) {
  options.zipkin_url = "http://127.0.0.1:1/";
  options.flush_interval = std::chrono::minutes{1};
  options.export_timeout = milliseconds{200};
  SpanExporter exporter("test", options, queue, log, workers.background());
  ASSERT_TRUE(exporter.start());
  queue.record(span("a"));
  const auto began = std::chrono::steady_clock::now();
  exporter.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{5});
  EXPECT_EQ(queue.dropped_spans(), 1U);
}

TEST_F(SpanExporterTest, an_address_that_cannot_be_read_is_refused) {
  options.zipkin_url = "collector";
  SpanExporter exporter("test", options, queue, log, workers.background());
  EXPECT_EQ(exporter.start().error().code, Code::invalid_argument);
}

}  // namespace
}  // namespace plaza::telemetry
