#include "platform/rpc/channel_telemetry.hpp"

#include <gtest/gtest.h>

#include "platform/rpc/loopback.hpp"

namespace plaza::rpc::loopback {
namespace {

struct SilentLog final : telemetry::Log {
  void write(telemetry::Level, std::string_view, std::initializer_list<telemetry::Attribute>,
             const TraceContext*) override {}
  void write_lines(std::string) override {}
  void set_level(telemetry::Level) override {}
  [[nodiscard]] telemetry::Level level() const override { return telemetry::Level::info; }
  [[nodiscard]] std::uint64_t dropped_lines() const override { return 0; }
  void flush() override {}
};

// A name whose addresses a test decides, on the channel's worker.
ResolveName answers_with(const std::vector<std::string>& hosts) {
  return [hosts](std::string) -> asio::awaitable<Result<std::vector<std::string>>> { co_return hosts; };
}

TEST(ChannelTelemetry, what_a_channel_does_is_on_the_board_and_in_the_metrics) {
  Service service;
  service.echo().start();
  SilentLog log;
  telemetry::Metrics metrics{2};
  ChannelBoard board;
  std::optional<ChannelTelemetry> telemetry;
  {
    Caller caller({service.endpoint(), "127.0.0.1:1"});
    run_on(caller.worker(),
           [&] { telemetry.emplace("pharmacy", caller.channel(), caller.worker(), metrics, log, board); });
    EXPECT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
    EXPECT_TRUE(eventually([&] {
      const auto views = board.views();
      return views.size() == 1 && views[0].endpoints.size() == 2 && views[0].endpoints[0].state == "serving";
    }));
    run_on(caller.worker(), [&] { telemetry.reset(); });
  }
  const auto view = board.views().at(0);
  EXPECT_EQ(view.service, "pharmacy");
  EXPECT_EQ(view.breaker, "closed");
  EXPECT_EQ(view.endpoints[0].address, service.endpoint());
  EXPECT_TRUE(view.endpoints[0].healthy);
  EXPECT_EQ(view.endpoints[1].state, "down");
  const auto shown = metrics.exposition();
  for (const auto* line : {"rpc_client_endpoints{service=\"pharmacy\",worker=\"0\"} 2",
                           "rpc_client_endpoints_healthy{service=\"pharmacy\",worker=\"0\"} 1",
                           "rpc_client_breaker_open{service=\"pharmacy\",worker=\"0\"} 0",
                           "rpc_client_retries_total{service=\"pharmacy\"} 0"}) {
    EXPECT_NE(shown.find(line), std::string::npos) << line;
  }
}

TEST(ThriftChannel, a_name_with_several_addresses_is_a_service_with_several_instances) {
  Service service;
  service.echo().start();
  Caller caller({"dns:pharmacy.plaza.svc:" + std::to_string(service.port())}, {},
                answers_with({"127.0.0.1", "127.0.0.2"}));
  EXPECT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
  ChannelView view;
  run_on(caller.worker(), [&] { view = caller.channel().view(); });
  EXPECT_EQ(view.endpoints.size(), 2U);
}

TEST(ThriftChannel, endpoints_and_policies_change_while_it_is_used) {
  Service first;
  Service second;
  first.echo().start();
  second.echo().start();
  Caller caller({first.endpoint()});
  Load load(caller, 10, milliseconds{5'000});
  ASSERT_TRUE(load.wait_for_successes(100));
  ChannelOptions changed;
  changed.endpoints = {second.endpoint()};
  changed.resilience.concurrency.in_flight_max = 77;
  run_on(caller.worker(), [&] { EXPECT_TRUE(caller.channel().change(changed)); });
  ASSERT_TRUE(eventually([&] { return second.calls > 100; }));
  const int before = first.calls;
  ASSERT_TRUE(load.wait_for_successes(200));
  load.stop();
  EXPECT_EQ(first.calls, before);
  EXPECT_EQ(load.failed, 0);
  ChannelView view;
  run_on(caller.worker(), [&] { view = caller.channel().view(); });
  EXPECT_EQ(view.in_flight_max, 77U);
  changed.endpoints = {"nowhere"};
  run_on(caller.worker(), [&] { EXPECT_FALSE(caller.channel().change(changed)); });
  EXPECT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
}

}  // namespace
}  // namespace plaza::rpc::loopback
