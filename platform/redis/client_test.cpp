#include "platform/redis/client.hpp"

#include "platform/redis/failure.hpp"
#include "platform/redis/loopback.hpp"

// A client and a server that is well.
namespace plaza::redis::loopback {
namespace {

TestServer& server() {
  static TestServer shared;
  return shared;
}

struct RedisClient : testing::Test {
  RedisClient() { server().run({"FLUSHALL"}); }
  LoneClient client{server().options()};
};

Command set(std::string_view key, std::string_view value) {
  return Command("SET", Access::once, key, value);
}
Command get(std::string_view key) {
  return Command("GET", Access::read, key);
}

TEST_F(RedisClient, a_command_is_answered) {
  EXPECT_EQ(client.run(set("a", "1\r\n2")).value().text(), "OK");
  EXPECT_EQ(client.run(get("a")).value().text(), "1\r\n2");
  EXPECT_TRUE(client.run(get("b")).value().nil());
  EXPECT_EQ(client.run(Command("INCRBY", Access::once, "n", 42)).value().number(), 42);
  EXPECT_EQ(client.run(Command("MGET", Access::read, "a", "b", "n")).value().list().size(), 3U);
}

TEST_F(RedisClient, a_refused_command_has_the_servers_error) {
  ASSERT_TRUE(client.run(set("a", "text")));
  const auto refused = client.run(Command("HGETALL", Access::read, "a"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::internal);
  EXPECT_EQ(refused.error().reason, "REDIS_WRONGTYPE");
}

asio::awaitable<std::vector<Result<Reply>>> many_at_once(Client& client, int count) {
  std::vector<Result<Reply>> answers;
  std::vector<std::future<Result<Reply>>> under_way;
  const auto executor = co_await asio::this_coro::executor;
  auto done = std::make_shared<asio::steady_timer>(executor, SteadyTime::max());
  const auto one = [](Client& of, int number, std::vector<Result<Reply>>& to, int all,
                      std::shared_ptr<asio::steady_timer> finished) -> asio::awaitable<void> {
    to.push_back(co_await of.run(within(patience), Command("ECHO", Access::read, number)));
    if (std::ssize(to) == all) finished->cancel();
  };
  for (int i = 0; i < count; ++i) asio::co_spawn(executor, one(client, i, answers, count, done), asio::detached);
  co_await done->async_wait(asio::as_tuple(asio::use_awaitable));
  co_return answers;
}

TEST_F(RedisClient, commands_of_a_tick_are_answered_in_order_and_leave_in_one_write) {
  ASSERT_TRUE(client.run(Command("PING", Access::read)));
  const auto reads = [] {
    const auto text = server().text({"INFO", "stats"});
    return std::stoll(text.substr(text.find("total_reads_processed:") + 22));
  };
  const auto before = reads();
  const auto answers = client.await(many_at_once(client.client(), 100));
  ASSERT_EQ(answers.size(), 100U);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(answers[static_cast<std::size_t>(i)].value().text(), std::to_string(i));
  // Ours, the one that asks, and at most one try of the connection.
  EXPECT_LE(reads() - before, 4);
}

TEST_F(RedisClient, a_script_is_taught_once_and_again_when_the_server_has_forgotten_it) {
  const Script add("add", "return redis.call('INCRBY', KEYS[1], ARGV[1])");
  const auto call = [&] { return client.run(Command(add, Access::once, {"n"}, 2)); };
  EXPECT_EQ(call().value().number(), 2);
  EXPECT_EQ(call().value().number(), 4);
  EXPECT_EQ(server().run({"SCRIPT", "EXISTS", add.digest()}).list()[0].number(), 1);
  server().run({"SCRIPT", "FLUSH"});
  EXPECT_EQ(call().value().number(), 6);
}

TEST_F(RedisClient, a_script_that_does_not_compile_says_why) {
  const Script broken("broken", "return redis.call(");
  const auto refused = client.run(Command(broken, Access::once, {}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::internal);
  EXPECT_NE(refused.error().message.find("Error compiling script"), std::string::npos) << refused.error().message;
}

TEST_F(RedisClient, a_spent_deadline_is_refused_before_any_work) {
  ASSERT_TRUE(client.run(Command("PING", Access::read)));
  const auto refused = client.run(set("a", "1"), within(milliseconds{-1}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::deadline_exceeded);
  EXPECT_EQ(server().number({"EXISTS", "a"}), 0);
}

TEST_F(RedisClient, commands_are_counted_and_traced_by_name) {
  auto context = within(patience);
  context.trace = TraceContext::make(true);
  ASSERT_TRUE(client.run(get("a"), context));
  const auto text = client.metrics().exposition();
  EXPECT_NE(text.find(R"(redis_commands_total{code="OK",command="GET",store="test"} 1)"), std::string::npos) << text;
  const auto spans = client.tracer().spans();
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].name, "redis.GET");
  EXPECT_EQ(spans[0].parent, context.trace.span);
}

TEST_F(RedisClient, more_commands_than_may_wait_are_refused) {
  auto options = server().options();
  options.limits.calls_max = 10;
  LoneClient small(options);
  ASSERT_TRUE(small.run(Command("PING", Access::read)));
  const auto answers = small.await(many_at_once(small.client(), 50));
  const auto refused = std::ranges::count_if(answers, [](const Result<Reply>& one) {
    return !one && one.error().reason == "OVERLOADED" && one.error().retry_after;
  });
  EXPECT_EQ(refused, 40);
}

TEST_F(RedisClient, a_caller_that_leaves_does_not_disturb_the_others) {
  auto options = server().options();
  options.limits.timeout = patience;
  options.limits.discard_after = patience;
  LoneClient patient(options);
  ASSERT_TRUE(patient.run(Command("PING", Access::read)));
  asio::cancellation_signal leave;
  std::promise<Code> left;
  const Script slow("slow", "local n = 0 while n < 3e6 do n = n + 1 end return 1");
  asio::post(patient.workers()[0].executor(), [&] {
    asio::co_spawn(
        patient.workers()[0].executor(), patient.client().run(within(patience), Command(slow, Access::read, {})),
        asio::bind_cancellation_slot(leave.slot(), [&](const std::exception_ptr&, const Result<Reply>& reply) {
          left.set_value(reply ? Code::ok : reply.error().code);
        }));
  });
  run_on(patient.workers()[0], [&] { leave.emit(asio::cancellation_type::terminal); });
  EXPECT_EQ(left.get_future().get(), Code::cancelled);
  EXPECT_EQ(patient.run(Command("ECHO", Access::read, "mine")).value().text(), "mine");
}

TEST(RedisPassword, a_server_that_wants_a_password_gets_it) {
  TestServer locked({"requirepass open-sesame"});
  LoneClient client(locked.options(), "open-sesame");
  EXPECT_TRUE(client.run(Command("PING", Access::read)));
}

TEST(RedisPassword, a_wrong_password_is_named) {
  TestServer locked({"requirepass open-sesame"});
  auto options = locked.options();
  options.limits.connect_wait = milliseconds{100};
  LoneClient client(options, "sesame");
  const auto refused = client.run(Command("PING", Access::read));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, reason_no_connection);
  EXPECT_NE(refused.error().message.find("WRONGPASS"), std::string::npos) << refused.error().message;
}

TEST(RedisDatabase, the_configured_one_is_used) {
  TestServer any;
  auto options = any.options();
  options.server.database = 3;
  LoneClient client(options);
  ASSERT_TRUE(client.run(set("a", "1")));
  EXPECT_EQ(any.number({"EXISTS", "a"}), 0);
}

}  // namespace
}  // namespace plaza::redis::loopback
