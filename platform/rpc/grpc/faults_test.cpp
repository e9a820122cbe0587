#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

#include "platform/rpc/grpc/loopback.hpp"

// What callers see when servers die, hang, drain and return.
namespace plaza::rpc::grpc_loopback {
namespace {

using asio::ip::tcp;
using std::chrono::steady_clock;

milliseconds since(steady_clock::time_point start) {
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
}

// What a busy machine may add to a time.
constexpr milliseconds slack{150};

// A port that the kernel connects to, and behind which nobody ever reads.
struct HalfOpen {
  HalfOpen() : acceptor(io, {asio::ip::make_address("127.0.0.1"), 0}) {}
  [[nodiscard]] std::string endpoint() const { return "127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()); }
  asio::io_context io;
  tcp::acceptor acceptor;
};

// A port where nobody listens.
std::string dead_endpoint() {
  const HalfOpen closed_again;
  return closed_again.endpoint();
}

TEST(GrpcFaults, a_dead_service_fails_calls_fast_once_the_wait_for_it_is_over) {
  GrpcChannelOptions options;
  options.choice.wait.connect_wait = milliseconds{100};
  Caller caller({dead_endpoint()}, options);
  const auto start = steady_clock::now();
  const auto first = caller.ask<Echo>(say("1"));
  EXPECT_GE(since(start), milliseconds{90});
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().code, Code::unavailable);
  EXPECT_TRUE(first.error().retry_after);
  const auto again = steady_clock::now();
  EXPECT_FALSE(caller.ask<Echo>(say("1")));
  EXPECT_LT(since(again), slack);
}

TEST(GrpcFaults, a_call_does_not_wait_for_a_connection_beyond_its_deadline) {
  Caller caller({dead_endpoint()});
  const auto start = steady_clock::now();
  const auto answer = caller.ask<Echo>(say("1"), Caller::within(milliseconds{50}));
  EXPECT_LT(since(start), milliseconds{50} + slack);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::deadline_exceeded);
}

TEST(GrpcFaults, a_half_open_server_costs_a_call_its_deadline_and_no_more) {
  HalfOpen server;
  GrpcChannelOptions options;
  options.choice.wait.connect_wait = milliseconds{20};
  Caller caller({server.endpoint()}, options);
  ASSERT_TRUE(eventually([&] {
    bool connected = false;
    run_on(caller.worker(), [&] {
      const auto view = caller.channel().view();
      connected = !view.endpoints.empty() && view.endpoints[0].state == "fresh";
    });
    return connected;
  }));
  for (int i = 0; i < 3; ++i) {
    const auto start = steady_clock::now();
    const auto answer = caller.ask<Echo>(say("1"), Caller::within(milliseconds{60}));
    EXPECT_GE(since(start), milliseconds{59});
    EXPECT_LT(since(start), milliseconds{60} + slack);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Code::deadline_exceeded);
  }
}

TEST(GrpcFaults, calls_pass_by_a_half_open_and_a_dead_server) {
  HalfOpen half_open;
  Service service;
  service.echo().start();
  Caller caller({half_open.endpoint(), dead_endpoint(), service.endpoint()});
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(caller.ask<Echo>(say("1"), Caller::within(milliseconds{1'000})));
  EXPECT_EQ(service.calls, 20);
}

TEST(GrpcFaults, calls_are_spread_over_the_servers_that_serve) {
  Service first;
  Service second;
  first.echo().start();
  second.echo().start();
  Caller caller({first.endpoint(), second.endpoint()});
  Load load(caller, 20, milliseconds{5'000});
  EXPECT_TRUE(eventually([&] { return first.calls > 500 && second.calls > 500; }));
  const int before = first.calls;
  ASSERT_TRUE(load.wait_for_successes(2'000));
  // Not evenly: whichever has been quicker gets more, and on a busy machine that is a matter of luck.
  EXPECT_GE(first.calls - before, 200);
  EXPECT_LE(first.calls - before, 1'800);
}

TEST(GrpcFaults, a_server_that_drains_is_left_for_another_and_answers_until_then) {
  Service first;
  Service second;
  first.echo().start();
  second.echo().start();
  GrpcChannelOptions options;
  options.choice.set.health.interval = milliseconds{10};
  Caller caller({first.endpoint(), second.endpoint()}, options);
  Load load(caller, 10, milliseconds{5'000});
  ASSERT_TRUE(load.wait_for_successes(100));
  first.server().begin_stopping();
  EXPECT_TRUE(eventually([&] {
    const int before = first.calls;
    return load.wait_for_successes(200) && first.calls == before;
  }));
  first.stop_in_order();
  ASSERT_TRUE(load.wait_for_successes(100));
  load.stop();
  EXPECT_EQ(load.failed, 0);
}

TEST(GrpcFaults, the_only_server_is_called_while_it_drains) {
  Service service;
  service.echo().start();
  GrpcChannelOptions options;
  options.choice.set.health.interval = milliseconds{5};
  Caller caller({service.endpoint()}, options);
  service.server().begin_stopping();
  Load load(caller, 4, milliseconds{5'000});
  EXPECT_TRUE(load.wait_for_successes(500));
}

TEST(GrpcFaults, a_server_that_says_it_is_not_ready_is_waited_for) {
  Service service;
  service.echo().health().set("snapshot", false);
  service.start();
  GrpcChannelOptions options;
  options.choice.set.health.interval = milliseconds{10};
  Caller caller({service.endpoint()}, options);
  auto answer = caller.begin<Echo>(say("1"));
  EXPECT_EQ(answer.wait_for(milliseconds{50}), std::future_status::timeout);
  EXPECT_EQ(service.calls, 0);
  service.health().set("snapshot", true);
  EXPECT_TRUE(answer.get());
}

TEST(GrpcFaults, when_no_server_says_it_is_ready_one_is_called_all_the_same) {
  Service service;
  service.echo().health().set("snapshot", false);
  service.start();
  GrpcChannelOptions options;
  options.choice.wait.connect_wait = milliseconds{50};
  Caller caller({service.endpoint()}, options);
  EXPECT_TRUE(caller.ask<Echo>(say("1")));
}

// Both ways to go: in order, and as `kill -9` does it.
class Restart : public ::testing::TestWithParam<bool> {};

TEST_P(Restart, under_load_fails_no_idempotent_call) {
  auto service = std::make_unique<Service>();
  service->echo().start();
  const auto port = service->port();
  Caller caller({service->endpoint()});
  Load load(caller, 50, milliseconds{5'000});
  for (int round = 0; round < 5; ++round) {
    ASSERT_TRUE(load.wait_for_successes(500));
    if (GetParam()) service->stop_in_order();
    service.reset();
    service = std::make_unique<Service>(GrpcServerOptions{}, port);
    service->echo().start();
  }
  ASSERT_TRUE(load.wait_for_successes(500));
  load.stop();
  EXPECT_EQ(load.failed, 0);
}

INSTANTIATE_TEST_SUITE_P(GrpcFaults, Restart, ::testing::Bool(),
                         [](const auto& name) { return name.param ? "in_order" : "by_force"; });

TEST(GrpcFaults, a_call_that_may_have_been_done_is_not_sent_again_when_it_must_not) {
  auto service = std::make_unique<Service>();
  Gate gate(*service);
  service->start();
  Caller caller({service->endpoint()});
  auto answer = caller.begin<Wait>({});
  ASSERT_TRUE(gate.has_waiting(1));
  service->server().stop();
  const auto lost = answer.get();
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Code::unavailable);
  gate.open();
}

TEST(GrpcFaults, a_server_that_stops_finishes_what_it_has_begun) {
  Service service;
  Gate gate(service);
  service.start();
  Caller caller({service.endpoint()});
  auto answer = caller.begin<Wait>({});
  ASSERT_TRUE(gate.has_waiting(1));
  service.server().begin_stopping();
  service.server().stop_accepting();
  EXPECT_FALSE(service.server().drained());
  gate.open();
  EXPECT_TRUE(answer.get());
  EXPECT_TRUE(eventually([&] { return service.server().drained(); }));
}

}  // namespace
}  // namespace plaza::rpc::grpc_loopback
