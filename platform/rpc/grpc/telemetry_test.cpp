#include <mutex>

#include <gtest/gtest.h>

#include "platform/rpc/grpc/loopback.hpp"
#include "platform/rpc/observed_channel.hpp"
#include "platform/rpc/server_telemetry.hpp"
#include "platform/telemetry/span_queue.hpp"

namespace plaza::rpc::grpc_loopback {
namespace {

struct LogInMemory final : telemetry::Log {
  void write(telemetry::Level, std::string_view message, std::initializer_list<telemetry::Attribute>,
             const TraceContext*) override {
    const std::scoped_lock lock(mutex);
    messages.emplace_back(message);
  }
  void write_lines(std::string) override {}
  void set_level(telemetry::Level) override {}
  [[nodiscard]] telemetry::Level level() const override { return telemetry::Level::info; }
  [[nodiscard]] std::uint64_t dropped_lines() const override { return 0; }
  void flush() override {}

  std::mutex mutex;
  std::vector<std::string> messages;
};

struct GrpcTelemetry : ::testing::Test {
  GrpcTelemetry()
      : spans(1, 100, true),
        observer(std::make_shared<ServerTelemetry>(1, clock, metrics, spans, log, in_flight, slow)),
        service({}, 0, observer) {}

  Result<EchoResponse> ask(const RequestContext& context) {
    service.start();
    Caller caller({service.endpoint()});
    ObservedChannel channel(caller.channel(), caller.worker(), clock, metrics, spans);
    return asio::co_spawn(caller.worker().executor(), call<Do>(channel, context, {}), asio::use_future).get();
  }
  bool shows(std::string_view line) {
    return eventually([&] { return metrics.exposition().find(line) != std::string::npos; });
  }

  SystemClock clock;
  telemetry::Metrics metrics{2};
  telemetry::SpanQueue spans;
  LogInMemory log;
  telemetry::InFlight in_flight{2};
  telemetry::SlowRequests slow{{.threshold = milliseconds{0}}};
  std::shared_ptr<ServerTelemetry> observer;
  Service service;
};

TEST_F(GrpcTelemetry, calls_are_counted_and_timed_on_both_sides) {
  service.server().handle<Do>(
      [](const EchoRequest&, const RequestContext&) { return Result<EchoResponse>(fail(Code::not_found, "no feed")); });
  EXPECT_FALSE(ask(Caller::within(patience)));
  EXPECT_TRUE(shows("rpc_client_requests_total{code=\"NOT_FOUND\",method=\"Do\",service=\"echo\"} 1"));
  EXPECT_TRUE(shows("rpc_server_requests_total{code=\"NOT_FOUND\",method=\"Do\",service=\"echo\"} 1"));
  EXPECT_TRUE(shows("rpc_client_seconds_count{method=\"Do\",service=\"echo\"} 1"));
  EXPECT_TRUE(shows("rpc_server_seconds_count{method=\"Do\",service=\"echo\"} 1"));
  EXPECT_TRUE(shows("rpc_client_requests_in_flight{method=\"Do\",service=\"echo\"} 0"));
}

TEST_F(GrpcTelemetry, a_call_is_shown_while_it_runs_and_kept_when_it_was_slow) {
  std::string step;
  service.server().handle<Do>([&](const EchoRequest&, const RequestContext&) {
    const auto all = in_flight.list();
    if (!all.empty()) step = all[0].method + "." + all[0].route + ": " + all[0].step;
    return Result<EchoResponse>(fail(Code::not_found, "no feed"));
  });
  EXPECT_FALSE(ask(Caller::within(patience)));
  EXPECT_EQ(step, "echo.Do: handling");
  EXPECT_TRUE(eventually([&] {
    const auto all = slow.list();
    return std::ranges::any_of(all, [](const auto& e) { return e.route == "Do" && e.outcome == "NOT_FOUND"; });
  }));
  EXPECT_TRUE(eventually([&] { return in_flight.list().empty(); }));
}

TEST_F(GrpcTelemetry, the_spans_of_a_call_are_one_under_the_other) {
  service.server().handle<Do>(
      [](const EchoRequest&, const RequestContext&) { return Result<EchoResponse>(EchoResponse{}); });
  auto context = Caller::within(patience);
  context.trace = TraceContext::make(true);
  ASSERT_TRUE(ask(context));
  ASSERT_TRUE(eventually([&] { return spans.size() == 2; }));
  auto both = spans.take(2);
  if (both[0].kind != telemetry::SpanKind::client) std::swap(both[0], both[1]);
  EXPECT_EQ(both[0].name, "echo.Do");
  EXPECT_EQ(both[0].parent, context.trace.span);
  EXPECT_EQ(both[1].parent, both[0].context.span);
  EXPECT_EQ(both[1].kind, telemetry::SpanKind::server);
  EXPECT_EQ(both[1].context.trace_id(), context.trace.trace_id());
}

TEST_F(GrpcTelemetry, an_exception_of_a_handler_is_logged) {
  service.server().handle<Do>([](const EchoRequest&, const RequestContext&) -> Result<EchoResponse> {
    throw std::runtime_error("what happened");
  });
  const auto answer = ask(Caller::within(patience));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::internal);
  const std::scoped_lock lock(log.mutex);
  EXPECT_EQ(log.messages, std::vector<std::string>{"a handler threw"});
}

}  // namespace
}  // namespace plaza::rpc::grpc_loopback
