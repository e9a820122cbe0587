#include <mutex>

#include <gtest/gtest.h>

#include "platform/rpc/loopback.hpp"
#include "platform/rpc/observed_channel.hpp"
#include "platform/rpc/server_telemetry.hpp"
#include "platform/telemetry/span_queue.hpp"

namespace plaza::rpc::loopback {
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

struct RpcTelemetry : ::testing::Test {
  RpcTelemetry()
      : spans(1, 100, true),
        observer(std::make_shared<ServerTelemetry>(1, clock, metrics, spans, log, in_flight, slow)),
        service({}, 0, observer) {}

  Result<pharmacy::GetFeed::Reply> ask(const RequestContext& context) {
    service.start();
    Caller caller({service.endpoint()});
    ObservedChannel channel(caller.channel(), caller.worker(), clock, metrics, spans);
    return asio::co_spawn(caller.worker().executor(), call<pharmacy::GetFeed>(channel, context, {}), asio::use_future)
        .get();
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

TEST_F(RpcTelemetry, calls_are_counted_and_timed_on_both_sides) {
  service.server().handle<pharmacy::GetFeed>([](const pharmacy::GetFeed::Request&, const RequestContext&) {
    return Result<pharmacy::GetFeed::Reply>(fail(Code::not_found, "no feed"));
  });
  EXPECT_FALSE(ask(Caller::within(patience)));
  EXPECT_TRUE(shows("rpc_client_requests_total{code=\"NOT_FOUND\",method=\"getFeed\",service=\"pharmacy\"} 1"));
  EXPECT_TRUE(shows("rpc_server_requests_total{code=\"NOT_FOUND\",method=\"getFeed\",service=\"pharmacy\"} 1"));
  EXPECT_TRUE(shows("rpc_client_seconds_count{method=\"getFeed\",service=\"pharmacy\"} 1"));
  EXPECT_TRUE(shows("rpc_server_seconds_count{method=\"getFeed\",service=\"pharmacy\"} 1"));
  EXPECT_TRUE(shows("rpc_client_requests_in_flight{method=\"getFeed\",service=\"pharmacy\"} 0"));
}

TEST_F(RpcTelemetry, a_call_is_shown_while_it_runs_and_kept_when_it_was_slow) {
  std::string step;
  service.server().handle<pharmacy::GetFeed>([&](const pharmacy::GetFeed::Request&, const RequestContext&) {
    const auto all = in_flight.list();
    if (!all.empty()) step = all[0].method + "." + all[0].route + ": " + all[0].step;
    return Result<pharmacy::GetFeed::Reply>(fail(Code::not_found, "no feed"));
  });
  EXPECT_FALSE(ask(Caller::within(patience)));
  EXPECT_EQ(step, "pharmacy.getFeed: handling");
  EXPECT_TRUE(eventually([&] {
    const auto all = slow.list();
    return std::ranges::any_of(all, [](const auto& e) { return e.route == "getFeed" && e.outcome == "NOT_FOUND"; });
  }));
  EXPECT_TRUE(eventually([&] { return in_flight.list().empty(); }));
}

TEST_F(RpcTelemetry, the_spans_of_a_call_are_one_under_the_other) {
  service.server().handle<pharmacy::GetFeed>([](const pharmacy::GetFeed::Request&, const RequestContext&) {
    return Result<pharmacy::GetFeed::Reply>(pharmacy::GetFeed::Reply{});
  });
  auto context = Caller::within(patience);
  context.trace = TraceContext::make(true);
  ASSERT_TRUE(ask(context));
  ASSERT_TRUE(eventually([&] { return spans.size() == 2; }));
  auto both = spans.take(2);
  if (both[0].kind != telemetry::SpanKind::client) std::swap(both[0], both[1]);
  EXPECT_EQ(both[0].name, "pharmacy.getFeed");
  EXPECT_EQ(both[0].parent, context.trace.span);
  EXPECT_EQ(both[1].parent, both[0].context.span);
  EXPECT_EQ(both[1].kind, telemetry::SpanKind::server);
  EXPECT_EQ(both[1].context.trace_id(), context.trace.trace_id());
}

TEST_F(RpcTelemetry, an_exception_of_a_handler_is_logged) {
  service.server().handle<pharmacy::GetFeed>(
      [](const pharmacy::GetFeed::Request&, const RequestContext&) -> Result<pharmacy::GetFeed::Reply> {
        throw std::runtime_error("what happened");
      });
  const auto answer = ask(Caller::within(patience));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::internal);
  const std::scoped_lock lock(log.mutex);
  EXPECT_EQ(log.messages, std::vector<std::string>{"a handler threw"});
}

}  // namespace
}  // namespace plaza::rpc::loopback
