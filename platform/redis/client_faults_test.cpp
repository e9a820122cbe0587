#include <atomic>

#include "platform/redis/failure.hpp"
#include "platform/redis/loopback.hpp"
#include "platform/redis/scripted_server.hpp"

// What callers see when the server dies, hangs, is full, is told to be a replica, and returns.
namespace plaza::redis::loopback {
namespace {

constexpr milliseconds slack{1'500};

Command ping() {
  return Command("PING", Access::read);
}
Command increment(Access access = Access::once) {
  return Command("INCR", access, "n");
}

TEST(RedisFaults, a_killed_server_fails_callers_at_once_after_the_wait_and_serves_again_when_it_is_back) {
  TestServer server;
  auto options = server.options();
  options.limits.connect_wait = milliseconds{200};
  LoneClient client(options);
  ASSERT_TRUE(client.run(increment()));
  server.kill();
  ASSERT_TRUE(eventually([&] { return !client.connected(); }));
  const auto away = client.run(increment());
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error().code, Code::unavailable);
  EXPECT_EQ(away.error().reason, reason_no_connection);
  EXPECT_TRUE(away.error().retry_after);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(client.run(ping()));
  EXPECT_LT(since(start), slack);
  server.start();
  ASSERT_TRUE(eventually([&] { return client.run(ping()).has_value(); }));
  EXPECT_EQ(client.run(increment()).value().number(), 2);
}

TEST(RedisFaults, a_restart_within_the_wait_fails_nothing_that_begins_during_it) {
  TestServer server;
  auto options = server.options();
  options.limits.connect_wait = patience;
  options.limits.timeout = patience;
  LoneClient client(options);
  ASSERT_TRUE(client.run(increment()));
  server.kill();
  ASSERT_TRUE(eventually([&] { return !client.connected(); }));
  auto waiting = client.start(increment());
  server.start();
  EXPECT_EQ(waiting.get().value().number(), 2);
}

TEST(RedisFaults, a_server_that_hangs_costs_its_callers_their_deadline_and_then_the_connection) {
  TestServer server;
  auto options = server.options();
  options.limits.timeout = milliseconds{200};
  options.limits.discard_after = milliseconds{400};
  options.limits.connect_wait = milliseconds{100};
  options.server.connect_timeout = milliseconds{200};
  LoneClient client(options);
  ASSERT_TRUE(client.run(increment()));
  server.freeze();
  const auto start = std::chrono::steady_clock::now();
  const auto late = client.run(increment());
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::deadline_exceeded);
  EXPECT_EQ(late.error().reason, reason_outcome_unknown);
  EXPECT_LT(since(start), slack);
  ASSERT_TRUE(eventually([&] { return !client.connected(); }));
  server.thaw();
  EXPECT_TRUE(eventually([&] { return client.run(ping()).has_value(); }));
}

TEST(RedisFaults, an_idle_connection_to_a_server_that_hangs_is_given_up) {
  TestServer server;
  auto options = server.options();
  options.check_interval = milliseconds{20};
  options.limits.discard_after = milliseconds{100};
  LoneClient client(options);
  ASSERT_TRUE(client.run(ping()));
  server.freeze();
  EXPECT_TRUE(eventually([&] { return !client.connected(); }));
  server.thaw();
}

TEST(RedisFaults, a_change_whose_connection_is_lost_has_an_unknown_outcome) {
  ScriptedServer server([](const ScriptedServer::Command& command) -> std::string {
    return command[0] == "INCR" ? std::string(ScriptedServer::hang_up) : ScriptedServer::greeting(command);
  });
  Options options;
  options.server.endpoint = server.endpoint();
  LoneClient client(options);
  const auto lost = client.run(increment());
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Code::unavailable);
  EXPECT_EQ(lost.error().reason, reason_outcome_unknown);
}

TEST(RedisFaults, what_may_come_twice_is_sent_again_when_the_connection_is_lost) {
  std::atomic<int> asked = 0;
  ScriptedServer server([&](const ScriptedServer::Command& command) -> std::string {
    if (command[0] != "INCR") return ScriptedServer::greeting(command);
    return ++asked == 1 ? std::string(ScriptedServer::hang_up) : ":1\r\n";
  });
  Options options;
  options.server.endpoint = server.endpoint();
  LoneClient client(options);
  EXPECT_EQ(client.run(increment(Access::repeatable)).value().number(), 1);
  EXPECT_EQ(asked, 2);
}

TEST(RedisFaults, a_server_that_became_a_replica_is_left_and_the_change_made_elsewhere) {
  std::atomic<int> asked = 0;
  ScriptedServer server([&](const ScriptedServer::Command& command) -> std::string {
    if (command[0] != "INCR") return ScriptedServer::greeting(command);
    return ++asked == 1 ? "-READONLY You can't write against a read only replica.\r\n" : ":1\r\n";
  });
  Options options;
  options.server.endpoint = server.endpoint();
  LoneClient client(options);
  EXPECT_EQ(client.run(increment()).value().number(), 1);
  EXPECT_NE(client.metrics().exposition().find(R"(redis_connections_opened_total{store="test"} 2)"), std::string::npos);
}

TEST(RedisFaults, a_server_that_loads_its_data_is_waited_for) {
  std::atomic<int> pings = 0;
  ScriptedServer server([&](const ScriptedServer::Command& command) -> std::string {
    if (command[0] == "PING" && ++pings <= 3) return std::string("-LOADING Redis is loading the dataset in memory\r\n");
    return command[0] == "INCR" ? ":1\r\n" : ScriptedServer::greeting(command);
  });
  Options options;
  options.server.endpoint = server.endpoint();
  LoneClient client(options);
  EXPECT_TRUE(client.run(increment()));
  EXPECT_NE(client.log().text().find("LOADING"), std::string::npos);
}

TEST(RedisFaults, a_full_server_refuses_changes_and_goes_on_reading) {
  TestServer server({"maxmemory 1", "maxmemory-policy noeviction"});
  LoneClient client(server.options());
  for (int i = 0; i < 30; ++i) {
    const auto full = client.run(Command("SET", Access::once, "a", std::string(100, 'a')));
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, Code::unavailable);
    EXPECT_EQ(full.error().reason, reason_full);
  }
  EXPECT_TRUE(client.run(Command("GET", Access::read, "a")));
}

TEST(RedisFaults, a_server_that_fails_is_left_alone_until_it_is_well) {
  std::atomic<bool> well = false;
  std::atomic<int> asked = 0;
  ScriptedServer server([&](const ScriptedServer::Command& command) -> std::string {
    if (command[0] != "INCR") return ScriptedServer::greeting(command);
    ++asked;
    return well ? std::string(":1\r\n") : "-MISCONF Errors writing to the AOF file: No space left on device\r\n";
  });
  Options options;
  options.server.endpoint = server.endpoint();
  options.limits.breaker.calls_min = 10;
  options.limits.breaker.open = milliseconds{100};
  LoneClient client(options);
  Result<Reply> refused = Reply();
  for (int i = 0; i < 20; ++i) refused = client.run(increment());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, reason_breaker_open);
  EXPECT_LT(asked, 20);
  well = true;
  EXPECT_TRUE(eventually([&] { return client.run(increment()).has_value(); }));
}

TEST(RedisFaults, a_server_that_talks_nonsense_costs_the_connection) {
  ScriptedServer server([](const ScriptedServer::Command& command) -> std::string {
    return command[0] == "INCR" ? "HTTP/1.1 200 OK\r\n" : ScriptedServer::greeting(command);
  });
  Options options;
  options.server.endpoint = server.endpoint();
  LoneClient client(options);
  EXPECT_FALSE(client.run(increment()));
  EXPECT_TRUE(eventually([&] { return client.log().text().contains("cannot be read"); })) << client.log().text();
}

TEST(RedisReplicas, a_change_is_answered_when_a_replica_has_it_and_fails_when_none_does) {
  TestServer primary;
  auto options = primary.options();
  options.limits.replicas_min = 1;
  options.limits.replicas_timeout = milliseconds{2'000};
  options.limits.discard_after = patience;
  options.limits.timeout = patience;
  LoneClient client(options);
  const auto alone = client.run(increment());
  ASSERT_FALSE(alone);
  EXPECT_EQ(alone.error().reason, reason_not_replicated);
  EXPECT_EQ(primary.text({"GET", "n"}), "1");
  EXPECT_TRUE(client.run(ping()));
  TestServer replica({"replicaof 127.0.0.1 " + std::to_string(primary.port())});
  ASSERT_TRUE(eventually([&] { return client.run(Command("SET", Access::once, "a", "b")).has_value(); }));
  ASSERT_TRUE(client.run(increment()));
  EXPECT_EQ(replica.text({"GET", "n"}), "2");
}

}  // namespace
}  // namespace plaza::redis::loopback
