#include <gtest/gtest.h>

#include "platform/rpc/gated_service.hpp"
#include "platform/rpc/loopback.hpp"
#include "platform/rpc/raw_client.hpp"

#include "thrift/health.hpp"

// What a server bears from its clients.
namespace plaza::rpc::loopback {
namespace {

TEST(ThriftLimits, a_silent_connection_is_closed_and_so_is_one_that_stops_within_a_frame) {
  ServerOptions options;
  options.idle_timeout = milliseconds{60};
  options.frame_timeout = milliseconds{60};
  Service service(options);
  service.echo().start();
  RawClient silent(service.port());
  RawClient stuck(service.port());
  stuck.send(call_frame(1, {"1"}).bytes().first(10));
  EXPECT_TRUE(silent.is_closed());
  EXPECT_TRUE(stuck.is_closed());
  EXPECT_TRUE(eventually([&] { return service.server().connections() == 0; }));
}

TEST(ThriftLimits, a_client_that_takes_no_answers_is_not_read_any_further_and_closed) {
  ServerOptions options;
  options.write_timeout = milliseconds{100};
  options.output_bytes_max = 64UL * 1024;
  Service service(options);
  service.echo().start();
  RawClient client(service.port());
  client.socket.non_blocking(true);
  const auto frame = call_frame(1, {std::string(10'000, 'x')});
  // Writes until the server has closed; all the while it must not have handled more than fits into the buffers.
  std::size_t sent = 0;
  EXPECT_TRUE(eventually([&] {
    boost::system::error_code error;
    const auto rest = frame.bytes().subspan(sent % frame.size());
    sent += client.socket.write_some(asio::buffer(rest.data(), rest.size()), error);
    return error && error != asio::error::would_block;
  }));
  EXPECT_LT(service.calls, 5'000);
  EXPECT_TRUE(eventually([&] { return service.server().connections() == 0; }));
}

TEST(ThriftLimits, one_connection_too_many_is_closed) {
  ServerOptions options;
  options.connections_max = 2;
  Service service(options);
  service.echo().start();
  RawClient first(service.port());
  RawClient second(service.port());
  ASSERT_TRUE(eventually([&] { return service.server().connections() == 2; }));
  RawClient third(service.port());
  EXPECT_TRUE(third.is_closed());
}

TEST(ThriftLimits, a_connection_has_a_bounded_number_of_calls_in_flight) {
  ServerOptions options;
  options.calls_in_flight_max = 4;
  Service service(options);
  auto timer = std::make_shared<asio::steady_timer>(service.worker().executor(), SteadyTime::max());
  std::atomic<int> in_flight = 0;
  std::atomic<int> most = 0;
  service.server().handle<pharmacy::GetMap>(
      [&, timer](const pharmacy::GetMap::Request&,
                 const RequestContext&) -> asio::awaitable<Result<pharmacy::GetMap::Reply>> {
        most = std::max<int>(most, ++in_flight);
        co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
        --in_flight;
        co_return pharmacy::GetMap::Reply{};
      });
  service.start();
  ChannelOptions channel_options;
  channel_options.choice.set.health.interval = std::chrono::minutes{1};
  Caller caller({service.endpoint()}, channel_options);
  std::vector<std::future<Result<pharmacy::GetMap::Reply>>> answers;
  answers.reserve(12);
  for (int i = 0; i < 12; ++i) answers.push_back(caller.begin<pharmacy::GetMap>({}));
  for (int turn = 0; turn < 3; ++turn) {
    ASSERT_TRUE(eventually([&] { return in_flight == 4; }));
    asio::post(service.worker().executor(), [timer] { timer->cancel(); });
    for (int i = 0; i < 4; ++i) EXPECT_TRUE(answers[static_cast<std::size_t>(4 * turn + i)].get());
  }
  EXPECT_EQ(most, 4);
}

// A service that takes two calls at once on its worker.
ServerOptions two_at_once() {
  ServerOptions options;
  options.admission.concurrency = {.initial = 2, .min = 2, .max = 2};
  return options;
}

TEST(ThriftLimits, what_does_not_fit_is_shed_at_once_and_the_caller_is_told_when_to_come_back) {
  Service service(two_at_once());
  service.echo();
  Gate gate(service);
  service.start();
  Caller caller({service.endpoint()});
  auto first = caller.begin<Purchase>({});
  auto second = caller.begin<Purchase>({});
  ASSERT_TRUE(gate.has_waiting(2));
  const auto shed = caller.ask<pharmacy::GetMany>(ids({"1"}));
  ASSERT_FALSE(shed);
  EXPECT_EQ(shed.error().code, Code::unavailable);
  EXPECT_EQ(shed.error().reason, resilience::reason_overloaded);
  EXPECT_TRUE(shed.error().retry_after);
  EXPECT_EQ(service.calls, 0) << "and nobody asks again before that";
  EXPECT_TRUE(caller.ask<health::Check>({})) << "an overloaded server is not taken for a dead one";
  gate.open();
  EXPECT_TRUE(first.get());
  EXPECT_TRUE(second.get());
  EXPECT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
}

TEST(ThriftLimits, shedding_opens_no_breaker_and_ejects_nobody) {
  Service service(two_at_once());
  service.echo();
  Gate gate(service);
  service.start();
  Caller caller({service.endpoint()});
  auto first = caller.begin<Purchase>({});
  auto second = caller.begin<Purchase>({});
  ASSERT_TRUE(gate.has_waiting(2));
  for (int i = 0; i < 200; ++i) EXPECT_FALSE(caller.ask<pharmacy::GetMany>(ids({"1"})));
  gate.open();
  EXPECT_TRUE(first.get());
  EXPECT_TRUE(second.get());
  EXPECT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
}

TEST(ThriftLimits, change_while_the_server_runs) {
  Service service(two_at_once());
  service.echo();
  Gate gate(service);
  Live<AdmissionOptions> admission(two_at_once().admission);
  service.server().follow(admission);
  service.start();
  Caller caller({service.endpoint()});
  auto first = caller.begin<Purchase>({});
  auto second = caller.begin<Purchase>({});
  ASSERT_TRUE(gate.has_waiting(2));
  EXPECT_FALSE(caller.ask<pharmacy::GetMany>(ids({"1"})));
  admission.change({.concurrency = {.initial = 10, .min = 10, .max = 10}});
  EXPECT_TRUE(eventually([&] { return caller.ask<pharmacy::GetMany>(ids({"1"})).has_value(); }));
  gate.open();
  EXPECT_TRUE(first.get());
  EXPECT_TRUE(second.get());
}

}  // namespace
}  // namespace plaza::rpc::loopback
