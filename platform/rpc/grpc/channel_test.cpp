#include "platform/rpc/grpc/channel.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <gtest/gtest.h>

#include "platform/rpc/grpc/loopback.hpp"
#include "platform/rpc/thrift_call.hpp"

#include "thrift/health.hpp"

namespace plaza::rpc::grpc_loopback {
namespace {

using std::chrono::steady_clock;

// For many calls at once, on a machine however slow.
GrpcServerOptions roomy() {
  GrpcServerOptions options;
  options.admission.concurrency = {.initial = 2'000, .min = 2'000, .max = 2'000};
  options.admission.queue.interval = patience;
  return options;
}

TEST(GrpcChannel, a_thousand_calls_at_once_each_get_their_own_answer) {
  Service service(roomy());
  service.echo().start();
  GrpcChannelOptions options;
  options.resilience.concurrency.in_flight_max = 2'000;
  Caller caller({service.endpoint()}, options);
  std::vector<std::future<Result<EchoResponse>>> answers;
  answers.reserve(2000);
  for (int i = 0; i < 2000; ++i) answers.push_back(caller.begin<Echo>(say(std::to_string(i))));
  for (int i = 0; i < 2000; ++i) {
    const auto answer = answers[static_cast<std::size_t>(i)].get();
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->text(), std::to_string(i));
  }
}

TEST(GrpcChannel, a_thousand_calls_wait_at_once) {
  Service service(roomy());
  Gate gate(service);
  service.start();
  GrpcChannelOptions options;
  options.resilience.concurrency.in_flight_max = 2'000;
  Caller caller({service.endpoint()}, options);
  std::vector<std::future<Result<EchoResponse>>> answers;
  answers.reserve(1000);
  for (int i = 0; i < 1000; ++i) answers.push_back(caller.begin<Wait>(say(std::to_string(i))));
  ASSERT_TRUE(gate.has_waiting(1000));
  gate.open();
  for (int i = 0; i < 1000; ++i) {
    const auto answer = answers[static_cast<std::size_t>(i)].get();
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->text(), std::to_string(i));
  }
}

TEST(GrpcChannel, a_slow_call_does_not_hold_up_those_behind_it) {
  Service service;
  service.echo();
  Gate gate(service);
  service.start();
  Caller caller({service.endpoint()});
  auto slow = caller.begin<Wait>(say(""), Caller::within(milliseconds{2'000}));
  EXPECT_TRUE(caller.ask<Echo>(say("1")));
  EXPECT_EQ(slow.wait_for(std::chrono::seconds{0}), std::future_status::timeout);
  const auto answer = slow.get();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::deadline_exceeded);
  EXPECT_TRUE(gate.has_cancelled(1)) << "the handler learns that nobody waits any more";
}

TEST(GrpcChannel, the_metadata_carry_deadline_trace_id_and_identity) {
  Service service;
  RequestContext seen;
  SteadyTime now;
  service.server().handle<Do>([&](const EchoRequest& request, const RequestContext& context) {
    seen = context;
    now = steady_clock::now();
    return echoed(request);
  });
  service.start();
  Caller caller({service.endpoint()});
  auto context = Caller::within(milliseconds{5'000});
  context.trace = TraceContext::make(true);
  context.request_id = "r-1";
  context.identity = {.subject = "amy 100% 台", .scopes = {"operator", "courier"}};
  ASSERT_TRUE(caller.ask<Do>({}, context));
  EXPECT_EQ(seen.trace.trace_id(), context.trace.trace_id());
  EXPECT_NE(seen.trace.span, context.trace.span);
  EXPECT_TRUE(seen.trace.sampled);
  EXPECT_EQ(seen.request_id, "r-1");
  EXPECT_EQ(seen.identity.subject, context.identity.subject);
  EXPECT_EQ(seen.identity.scopes, context.identity.scopes);
  EXPECT_LE(seen.remaining(now), milliseconds{5'000});
  EXPECT_GT(seen.remaining(now), milliseconds{1'000});
}

TEST(GrpcChannel, errors_of_the_service_come_back_whole) {
  const Error told{.code = Code::resource_exhausted,
                   .message = "too many: 100 % of them, 台北",
                   .reason = "SHED",
                   .fields = {{.pointer = "/first", .detail = "too large"}},
                   .retry_after = milliseconds{1500}};
  Service service;
  service.server().handle<Do>(
      [&](const EchoRequest&, const RequestContext&) { return Result<EchoResponse>(std::unexpected(told)); });
  service.start();
  Caller caller({service.endpoint()});
  const auto answer = caller.ask<Do>({});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error(), told);
  const auto unknown = caller.ask<Echo>({});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::unimplemented);
}

TEST(GrpcChannel, every_code_comes_back_as_it_went) {
  Service service;
  std::atomic<int> code = 1;
  service.server().handle<Do>([&](const EchoRequest&, const RequestContext&) -> Result<EchoResponse> {
    return fail(static_cast<Code>(code.load()), "because");
  });
  service.start();
  GrpcChannelOptions options;
  options.resilience.breaker.calls_min = 100'000;
  Caller caller({service.endpoint()}, options);
  for (; code <= static_cast<int>(Code::unauthenticated); ++code) {
    const auto answer = caller.ask<Do>({});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, static_cast<Code>(code.load()));
    EXPECT_EQ(answer.error().message, "because");
  }
}

TEST(GrpcChannel, a_call_of_another_protocol_is_refused) {
  Service service;
  service.echo().start();
  Caller caller({service.endpoint()});
  const auto refused =
      asio::co_spawn(caller.worker().executor(), call<health::Check>(caller.channel(), Caller::within(patience), {}),
                     asio::use_future)
          .get();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::internal);
}

TEST(GrpcChannel, a_spent_deadline_is_refused_before_anything_is_sent) {
  Service service;
  service.echo().start();
  Caller caller({service.endpoint()});
  ASSERT_TRUE(caller.ask<Echo>(say("1")));
  const auto answer = caller.ask<Echo>(say("1"), Caller::within(milliseconds{0}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::deadline_exceeded);
  EXPECT_EQ(service.calls, 1);
}

TEST(GrpcChannel, large_messages_pass_and_those_that_are_too_large_are_refused_on_either_side) {
  Service service;
  service.echo().start();
  Caller caller({service.endpoint()});
  const std::string large(3UL * 1024 * 1024, 'x');
  const auto answer = caller.ask<Echo>(say(large));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->text(), large);
  const auto refused = caller.ask<Echo>(say(std::string(5UL * 1024 * 1024, 'x')));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::resource_exhausted);
  GrpcChannelOptions generous;
  generous.connection.message_bytes_max = 64UL * 1024 * 1024;
  Caller other({service.endpoint()}, generous);
  const auto by_server = other.ask<Echo>(say(std::string(5UL * 1024 * 1024, 'x')));
  ASSERT_FALSE(by_server);
  EXPECT_EQ(by_server.error().code, Code::resource_exhausted);
  EXPECT_TRUE(other.ask<Echo>(say("and the connection lives on")));
}

TEST(GrpcChannel, an_answer_that_is_too_large_is_an_error_and_the_connection_lives_on) {
  GrpcServerOptions options;
  options.message_bytes_max = 64UL * 1024 * 1024;
  Service service(options);
  service.echo();
  service.server().handle<Do>(
      [](const EchoRequest&, const RequestContext&) { return echoed(say(std::string(5UL * 1024 * 1024, 'x'))); });
  service.start();
  Caller caller({service.endpoint()});
  const auto refused = caller.ask<Do>(say(""));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::resource_exhausted);
  EXPECT_TRUE(caller.ask<Echo>(say("1")));
}

TEST(GrpcChannel, a_cancelled_call_ends_at_once_and_its_handler_with_it) {
  Service service;
  service.echo();
  Gate gate(service);
  service.start();
  Caller caller({service.endpoint()});
  const auto race = [](Caller* by, Gate* until) -> asio::awaitable<std::size_t> {
    using namespace asio::experimental::awaitable_operators;
    const auto look = [](Caller* from, Gate* at) -> asio::awaitable<Result<EchoResponse>> {
      while (at->begun() == 0) (void)co_await call<Echo>(from->channel(), Caller::within(patience), say("1"));
      co_return EchoResponse{};
    };
    const auto first = co_await (call<Wait>(by->channel(), Caller::within(patience), say("")) || look(by, until));
    co_return first.index();
  };
  EXPECT_EQ(asio::co_spawn(caller.worker().executor(), race(&caller, &gate), asio::use_future).get(), 1U);
  EXPECT_TRUE(gate.has_cancelled(1));
  EXPECT_TRUE(caller.ask<Echo>(say("2")));
}

TEST(GrpcChannel, more_calls_than_may_wait_are_refused) {
  Service service;
  service.echo();
  Gate gate(service);
  service.start();
  GrpcChannelOptions options;
  options.connection.pending_calls_max = 8;
  options.choice.set.health.interval = std::chrono::minutes{1};
  Caller caller({service.endpoint()}, options);
  ASSERT_TRUE(caller.ask<Echo>(say("1")));
  std::vector<std::future<Result<EchoResponse>>> answers;
  answers.reserve(8);
  for (int i = 0; i < 8; ++i) answers.push_back(caller.begin<Wait>({}));
  const auto refused = caller.ask<Echo>(say("1"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::resource_exhausted);
  ASSERT_TRUE(gate.has_waiting(8));
  gate.open();
  for (auto& answer : answers) EXPECT_TRUE(answer.get());
}

TEST(GrpcChannel, what_exceeds_the_servers_streams_waits_its_turn_or_its_deadline) {
  GrpcServerOptions options;
  options.streams_max = 4;
  Service service(options);
  Gate gate(service);
  service.start();
  GrpcChannelOptions channel_options;
  channel_options.choice.set.health.interval = std::chrono::minutes{1};
  Caller caller({service.endpoint()}, channel_options);
  ASSERT_FALSE(caller.ask<Echo>(say(""))) << "the server's settings have come";
  std::vector<std::future<Result<EchoResponse>>> answers;
  answers.reserve(12);
  for (int i = 0; i < 4; ++i) answers.push_back(caller.begin<Wait>({}));
  ASSERT_TRUE(gate.has_waiting(4));
  const auto late = caller.ask<Wait>({}, Caller::within(milliseconds{50}));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::deadline_exceeded);
  for (int i = 0; i < 8; ++i) answers.push_back(caller.begin<Wait>({}));
  EXPECT_EQ(gate.begun(), 4);
  gate.open();
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(answers[static_cast<std::size_t>(i)].get());
  EXPECT_TRUE(eventually([&] {
    gate.open();
    return answers.back().wait_for(milliseconds{1}) == std::future_status::ready;
  }));
  EXPECT_EQ(gate.begun(), 12);
}

}  // namespace
}  // namespace plaza::rpc::grpc_loopback
