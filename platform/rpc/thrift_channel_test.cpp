#include "platform/rpc/thrift_channel.hpp"

#include <gtest/gtest.h>

#include "platform/rpc/loopback.hpp"

namespace plaza::rpc::loopback {
namespace {

using std::chrono::steady_clock;

TEST(ThriftChannel, answers_come_back_to_their_calls) {
  ServerOptions patient;  // on a machine however slow
  patient.admission.queue.interval = patience;
  Service service(patient);
  service.echo().start();
  ChannelOptions options;
  options.resilience.concurrency.in_flight_max = 2'000;
  Caller caller({service.endpoint()}, options);
  std::vector<std::future<Result<pharmacy::GetMany::Reply>>> answers;
  answers.reserve(2000);
  for (int i = 0; i < 2000; ++i) answers.push_back(caller.begin<pharmacy::GetMany>(ids({std::to_string(i)})));
  for (int i = 0; i < 2000; ++i) {
    const auto answer = answers[static_cast<std::size_t>(i)].get();
    ASSERT_TRUE(answer) << answer.error().message;
    ASSERT_EQ(answer->pharmacies.size(), 1U);
    EXPECT_EQ(answer->pharmacies[0].id, std::to_string(i));
  }
}

TEST(ThriftChannel, a_slow_call_does_not_hold_up_those_behind_it) {
  Service service;
  service.echo().server().handle<pharmacy::GetFeed>(
      [&, timer = std::make_shared<asio::steady_timer>(service.worker().executor(), SteadyTime::max())](
          const pharmacy::GetFeed::Request&,
          const RequestContext&) -> asio::awaitable<Result<pharmacy::GetFeed::Reply>> {
        co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
        co_return pharmacy::GetFeed::Reply{};
      });
  service.start();
  Caller caller({service.endpoint()});
  auto slow = caller.begin<pharmacy::GetFeed>({}, Caller::within(milliseconds{300}));
  EXPECT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
  EXPECT_EQ(slow.wait_for(std::chrono::seconds{0}), std::future_status::timeout);
  const auto answer = slow.get();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::deadline_exceeded);
}

TEST(ThriftChannel, the_header_carries_deadline_trace_id_and_identity) {
  Service service;
  RequestContext seen;
  SteadyTime now;
  service.server().handle<pharmacy::GetFeed>([&](const pharmacy::GetFeed::Request&, const RequestContext& context) {
    seen = context;
    now = steady_clock::now();
    return Result<pharmacy::GetFeed::Reply>(pharmacy::GetFeed::Reply{});
  });
  service.start();
  Caller caller({service.endpoint()});
  auto context = Caller::within(milliseconds{5'000});
  context.trace = TraceContext::make(true);
  context.request_id = "r-1";
  context.identity = {.subject = "amy", .scopes = {"operator", "courier"}};
  ASSERT_TRUE(caller.ask<pharmacy::GetFeed>({}, context));
  EXPECT_EQ(seen.trace.trace_id(), context.trace.trace_id());
  EXPECT_NE(seen.trace.span, context.trace.span);
  EXPECT_TRUE(seen.trace.sampled);
  EXPECT_EQ(seen.request_id, "r-1");
  EXPECT_EQ(seen.identity.subject, "amy");
  EXPECT_EQ(seen.identity.scopes, context.identity.scopes);
  EXPECT_LE(seen.remaining(now), milliseconds{5'000});
  EXPECT_GT(seen.remaining(now), milliseconds{1'000});
}

TEST(ThriftChannel, errors_of_the_service_come_back_whole) {
  const Error told{.code = Code::resource_exhausted,
                   .message = "too many",
                   .reason = "SHED",
                   .fields = {{.pointer = "/first", .detail = "too large"}},
                   .retry_after = milliseconds{1500}};
  Service service;
  service.server().handle<pharmacy::GetFeed>([&](const pharmacy::GetFeed::Request&, const RequestContext&) {
    return Result<pharmacy::GetFeed::Reply>(std::unexpected(told));
  });
  service.start();
  Caller caller({service.endpoint()});
  const auto answer = caller.ask<pharmacy::GetFeed>({});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error(), told);
  const auto unknown = caller.ask<pharmacy::GetMap>({});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Code::unimplemented);
}

TEST(ThriftChannel, a_spent_deadline_is_refused_before_anything_is_sent) {
  Service service;
  service.echo().start();
  Caller caller({service.endpoint()});
  ASSERT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
  const auto answer = caller.ask<pharmacy::GetMany>(ids({"1"}), Caller::within(milliseconds{0}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::deadline_exceeded);
  EXPECT_EQ(service.calls, 1);
}

}  // namespace
}  // namespace plaza::rpc::loopback
