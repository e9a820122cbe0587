#include <fmt/format.h>

#include "platform/redis/failure.hpp"
#include "platform/redis/loopback.hpp"

// A primary, a replica, and three Sentinels that fail over.
namespace plaza::redis::loopback {
namespace {

class Fleet {
 public:
  Fleet() {
    replica_.run({"REPLICAOF", "127.0.0.1", std::to_string(primary_.port())});
    EXPECT_TRUE(eventually([&] { return primary_.number({"WAIT", "1", "100"}) == 1; }));
    const std::vector<std::string> settings{fmt::format("sentinel monitor plaza 127.0.0.1 {} 2", primary_.port()),
                                            "sentinel down-after-milliseconds plaza 500",
                                            "sentinel failover-timeout plaza 2000", "sentinel parallel-syncs plaza 1"};
    for (int i = 0; i < 3; ++i) {
      sentinels_.push_back(std::make_unique<TestServer>(settings, TestServer::Kind::sentinel));
    }
    EXPECT_TRUE(eventually([&] { return knows_all(); }));
  }
  TestServer& primary() { return primary_; }
  TestServer& replica() { return replica_; }
  TestServer& sentinel(std::size_t index) { return *sentinels_[index]; }
  [[nodiscard]] Options options() const {
    Options options;
    options.server.endpoint = "127.0.0.1:1";
    for (const auto& sentinel : sentinels_) options.server.sentinels.push_back(sentinel->endpoint());
    options.limits.connect_wait = patience;
    options.limits.timeout = patience;
    options.limits.discard_after = milliseconds{300};
    options.server.connect_timeout = milliseconds{300};
    options.check_interval = milliseconds{50};
    return options;
  }

 private:
  // Two others, and the replica: only then can they fail over.
  bool knows_all() {
    return std::ranges::all_of(sentinels_, [](const std::unique_ptr<TestServer>& sentinel) {
      return sentinel->run({"SENTINEL", "SENTINELS", "plaza"}).list().size() == 2 &&
             sentinel->run({"SENTINEL", "REPLICAS", "plaza"}).list().size() == 1;
    });
  }

  TestServer primary_;
  TestServer replica_;
  std::vector<std::unique_ptr<TestServer>> sentinels_;
};

Command increment() {
  return Command("INCR", Access::once, "n");
}

TEST(RedisSentinel, a_failover_is_waited_for_and_the_new_primary_used) {
  Fleet fleet;
  LoneClient client(fleet.options());
  ASSERT_TRUE(client.run(increment()));
  ASSERT_TRUE(eventually([&] { return fleet.replica().text({"GET", "n"}) == "1"; }));
  fleet.primary().kill();
  ASSERT_TRUE(eventually([&] { return !client.connected(); }));
  // One Sentinel is away as well: the others are asked.
  fleet.sentinel(0).kill();
  const auto again = client.run(increment());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->number(), 2);
  EXPECT_EQ(fleet.replica().text({"GET", "n"}), "2");
}

TEST(RedisSentinel, a_primary_that_hung_and_was_replaced_is_not_used_when_it_returns) {
  Fleet fleet;
  LoneClient client(fleet.options());
  ASSERT_TRUE(client.run(increment()));
  fleet.primary().freeze();
  ASSERT_TRUE(eventually([&] { return !client.connected(); }));
  ASSERT_TRUE(eventually([&] { return client.run(increment()).has_value(); }));
  fleet.primary().thaw();
  ASSERT_TRUE(client.run(Command("SET", Access::once, "after", "thaw")));
  EXPECT_EQ(fleet.replica().text({"GET", "after"}), "thaw");
}

TEST(RedisSentinel, what_no_replica_has_is_lost_by_a_failover_and_not_acknowledged_where_one_must_have_it) {
  Fleet fleet;
  auto careful = fleet.options();
  careful.limits.replicas_min = 1;
  careful.limits.discard_after = patience;
  LoneClient trusting(fleet.options());
  LoneClient doubting(careful);
  ASSERT_TRUE(doubting.run(Command("SET", Access::once, "kept", "1")));
  ASSERT_TRUE(trusting.run(Command("PING", Access::read)));
  fleet.replica().freeze();
  // Nor shall anything lie ready for it to read.
  fleet.primary().run({"CLIENT", "KILL", "TYPE", "replica"});
  ASSERT_TRUE(trusting.run(Command("SET", Access::once, "lost", "1")));
  const auto doubted = doubting.run(Command("SET", Access::once, "doubted", "1"));
  ASSERT_FALSE(doubted);
  EXPECT_EQ(doubted.error().reason, reason_not_replicated);
  fleet.primary().kill();
  fleet.replica().thaw();
  ASSERT_TRUE(eventually([&] { return trusting.run(increment()).has_value(); }));
  EXPECT_EQ(fleet.replica().number({"EXISTS", "kept"}), 1);
  EXPECT_EQ(fleet.replica().number({"EXISTS", "lost", "doubted"}), 0);
}

TEST(RedisSentinel, a_service_that_no_sentinel_knows_is_named) {
  TestServer sentinel({}, TestServer::Kind::sentinel);
  Options options;
  options.server.sentinels = {sentinel.endpoint()};
  options.limits.connect_wait = milliseconds{100};
  LoneClient client(options);
  const auto refused = client.run(increment());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, reason_no_connection);
  EXPECT_NE(refused.error().message.find("plaza"), std::string::npos) << refused.error().message;
}

}  // namespace
}  // namespace plaza::redis::loopback
