#include "platform/rpc/thrift_server.hpp"

#include <gtest/gtest.h>
#include <thrift/TApplicationException.h>

#include "platform/rpc/ordinary_client.hpp"

namespace plaza::rpc {
namespace {

using loopback::OrdinaryClient;

struct ThriftServerTest : testing::Test {
  ThriftServerTest() : workers(2) {
    options.listen.port = 0;
    workers.start();
  }
  ~ThriftServerTest() override {
    if (server) server->stop();
    workers.stop();
  }
  ThriftServer& make() {
    server.emplace("pharmacy", std::vector{&workers[0], &workers[1]}, clock, health, options);
    return *server;
  }

  Workers workers;
  SystemClock clock;
  Health health;
  ServerOptions options;
  std::optional<ThriftServer> server;
};

TEST_F(ThriftServerTest, an_ordinary_client_is_answered_at_once_and_later) {
  make();
  server->handle<pharmacy::GetMany>([](const pharmacy::GetMany::Request& request, const RequestContext& context) {
    pharmacy::GetMany::Reply reply;
    for (const auto& id : request.ids) reply.pharmacies.emplace_back().id = id;
    reply.pharmacies.emplace_back().name = context.identity.subject;
    return Result<pharmacy::GetMany::Reply>(std::move(reply));
  });
  server->handle<pharmacy::Search>([](const pharmacy::Search::Request& request,
                                      const RequestContext&) -> asio::awaitable<Result<pharmacy::Search::Reply>> {
    asio::steady_timer timer(co_await asio::this_coro::executor, milliseconds{5});
    co_await timer.async_wait(asio::use_awaitable);
    pharmacy::Search::Reply reply;
    reply.__set_nextCursor(request.query);
    co_return reply;
  });
  ASSERT_TRUE(server->start());
  OrdinaryClient ordinary(server->port());
  wire::RequestHeader header;
  header.__set_subject("amy");
  for (int i = 0; i < 3; ++i) {
    pharmacy::GetMany::Request many;
    many.ids = {"5901012345", "5901012346"};
    const auto found = ordinary.get_many(header, many);
    ASSERT_EQ(found.pharmacies.size(), 3U);
    EXPECT_EQ(found.pharmacies[1].id, "5901012346");
    EXPECT_EQ(found.pharmacies[2].name, "amy");
    pharmacy::Search::Request search;
    search.__set_query("台北");
    EXPECT_EQ(ordinary.search(header, search).nextCursor, "台北");
  }
}

TEST_F(ThriftServerTest, errors_arrive_as_faults_with_all_their_details) {
  make();
  server->handle<pharmacy::GetFeed>([](const pharmacy::GetFeed::Request&, const RequestContext&) {
    return Result<pharmacy::GetFeed::Reply>(std::unexpected(Error{.code = Code::resource_exhausted,
                                                                  .message = "too many",
                                                                  .reason = "SHED",
                                                                  .fields = {{"/first", "too large"}},
                                                                  .retry_after = milliseconds{1500}}));
  });
  ASSERT_TRUE(server->start());
  OrdinaryClient ordinary(server->port());
  try {
    (void)ordinary.get_feed({});
    FAIL() << "no fault came";
  } catch (const wire::Fault& fault) {
    EXPECT_EQ(fault.code, 8);
    EXPECT_EQ(fault.message, "too many");
    EXPECT_EQ(fault.reason, "SHED");
    ASSERT_EQ(fault.fields.size(), 1U);
    EXPECT_EQ(fault.fields[0].pointer, "/first");
    EXPECT_EQ(fault.retryAfterMs, 1500);
  }
}

TEST_F(ThriftServerTest, a_spent_deadline_is_refused_before_the_handler) {
  make();
  std::atomic<int> handled = 0;
  server->handle<pharmacy::GetFeed>([&](const pharmacy::GetFeed::Request&, const RequestContext&) {
    ++handled;
    return Result<pharmacy::GetFeed::Reply>(pharmacy::GetFeed::Reply{});
  });
  ASSERT_TRUE(server->start());
  OrdinaryClient ordinary(server->port());
  wire::RequestHeader header;
  header.__set_timeoutMs(0);
  try {
    (void)ordinary.get_feed(header);
    FAIL() << "no fault came";
  } catch (const wire::Fault& fault) {
    EXPECT_EQ(fault.code, static_cast<int>(Code::deadline_exceeded));
  }
  EXPECT_EQ(handled, 0);
}

TEST_F(ThriftServerTest, an_exception_of_a_handler_is_an_internal_fault_that_tells_nothing) {
  make();
  server->handle<pharmacy::GetFeed>(
      [](const pharmacy::GetFeed::Request&, const RequestContext&) -> Result<pharmacy::GetFeed::Reply> {
        throw std::runtime_error("secret");
      });
  ASSERT_TRUE(server->start());
  OrdinaryClient ordinary(server->port());
  try {
    (void)ordinary.get_feed({});
    FAIL() << "no fault came";
  } catch (const wire::Fault& fault) {
    EXPECT_EQ(fault.code, static_cast<int>(Code::internal));
    EXPECT_EQ(fault.message.find("secret"), std::string::npos);
  }
}

TEST_F(ThriftServerTest, an_unknown_method_is_named_as_such_and_the_connection_lives_on) {
  make();
  ASSERT_TRUE(server->start());
  OrdinaryClient ordinary(server->port());
  for (int i = 0; i < 2; ++i) {
    try {
      (void)ordinary.get_feed({});
      FAIL() << "no exception came";
    } catch (const thrift::TApplicationException& exception) {
      EXPECT_EQ(exception.getType(), thrift::TApplicationException::UNKNOWN_METHOD);
    }
  }
}

TEST_F(ThriftServerTest, health_follows_the_process) {
  make();
  health.set("snapshot", false);
  ASSERT_TRUE(server->start());
  OrdinaryClient ordinary(server->port());
  const auto status = [&] {
    const auto reply = ordinary.check();
    EXPECT_EQ(reply.name, "pharmacy");
    return reply.status;
  };
  EXPECT_EQ(status(), wire::ServingStatus::NOT_SERVING);
  health.set("snapshot", true);
  EXPECT_EQ(status(), wire::ServingStatus::SERVING);
  server->begin_stopping();
  EXPECT_EQ(status(), wire::ServingStatus::DRAINING);
}

}  // namespace
}  // namespace plaza::rpc
