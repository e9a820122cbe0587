#include "platform/outbox/relay.hpp"

#include <set>

#include "platform/outbox/cloud_event.hpp"
#include "platform/outbox/outbox.hpp"
#include "platform/postgres/loopback.hpp"

namespace plaza::outbox {
namespace {

using namespace postgres::loopback;
using postgres::ServerAddress;
using postgres::TestServer;

// A broker that acknowledges after a while, and can be away. Shared by the relays of a test; any thread.
class FakeBroker final : public kafka::Producer {
 public:
  asio::awaitable<Result<void>> send(kafka::Record record) override {
    {
      const std::lock_guard lock(mutex_);
      if (!in_flight_.insert(record.key).second) overlapped_ = true;
      in_flight_max_ = std::max(in_flight_max_, in_flight_.size());
    }
    asio::steady_timer timer(co_await asio::this_coro::executor, milliseconds{2});
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    const std::lock_guard lock(mutex_);
    in_flight_.erase(record.key);
    ++asked_;
    if (away_) co_return fail(Code::unavailable, "no broker");
    records_.push_back(std::move(record));
    co_return Result<void>{};
  }

  void set_away(bool away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
  }
  std::vector<kafka::Record> records() const {
    const std::lock_guard lock(mutex_);
    return records_;
  }
  std::size_t asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  bool overlapped() const {
    const std::lock_guard lock(mutex_);
    return overlapped_;
  }
  std::size_t in_flight_max() const {
    const std::lock_guard lock(mutex_);
    return in_flight_max_;
  }

 private:
  mutable std::mutex mutex_;
  std::set<std::string> in_flight_;
  std::vector<kafka::Record> records_;
  std::size_t asked_ = 0;
  std::size_t in_flight_max_ = 0;
  bool overlapped_ = false;
  bool away_ = false;
};

kafka::Record record(const std::string& key, const std::string& value) {
  return {.topic = "order-created", .key = key, .value = value, .headers = {{"ce_id", key + value}}};
}

// A process with a relay.
class Instance : public Surrounded {
 public:
  Instance(const ServerAddress& server, kafka::Producer& broker, const RelayOptions& options = {})
      : relay_({&workers()[0], with().clock, with().metrics, with().log, &broker}, options,
               [server] { return postgres::Target{.server = server, .password = "", .application = ""}; }) {
    EXPECT_TRUE(relay_.start());
  }
  ~Instance() {
    relay_.stop_accepting();
    EXPECT_TRUE(eventually([&] { return relay_.drained(); }));
    relay_.stop();
    workers().stop();
  }
  Relay& relay() { return relay_; }
  bool leads() { return metrics().exposition().find("\noutbox_leader 1") != std::string::npos; }

 private:
  Relay relay_;
};

struct Relays : testing::Test {
  Relays() : server(TestServer::shared()), database(server.new_database()) {
    server.run(database, std::string(table(1).sql));
  }
  Result<void> write(Client& client, const std::vector<kafka::Record>& records) {
    postgres::Commands commands;
    commands.push_back(outbox::write(records));
    const auto done = client.await(client.pool().together(within(patience), std::move(commands)));
    if (!done) return std::unexpected(done.error());
    return {};
  }
  std::string left() { return server.run(database, "select count(*) from outbox")[0][0]; }

  TestServer& server;
  ServerAddress database;
  FakeBroker broker;
};

std::vector<std::string> values_of(const std::vector<kafka::Record>& records, const std::string& key) {
  std::vector<std::string> values;
  for (const auto& one : records) {
    if (one.key == key && (values.empty() || values.back() != one.value)) values.push_back(one.value);
  }
  return values;
}

TEST_F(Relays, what_is_committed_is_published_with_its_headers_and_deleted) {
  Client client(options_for(database));
  Instance instance(database, broker);
  const CloudEvent event{
      .id = "e1", .source = "/plaza/orders", .type = "OrderCreated", .trace = TraceContext::make(true)};
  auto sent = record("k", std::string("\0\xff", 2));
  sent.headers = to_headers(event);
  ASSERT_TRUE(write(client, {sent}));
  instance.relay().wake();
  ASSERT_TRUE(eventually([&] { return broker.records().size() == 1; }));
  EXPECT_EQ(broker.records()[0], sent);
  EXPECT_TRUE(eventually([&] { return left() == "0"; }));
  EXPECT_NE(instance.metrics().exposition().find("outbox_relayed_total{topic=\"order-created\"} 1"), std::string::npos);
}

TEST_F(Relays, what_comes_alone_goes_at_once_and_a_stop_does_not_wait_for_what_may_gather) {
  RelayOptions options;
  options.gather = std::chrono::minutes{1};
  Client client(options_for(database));
  Instance instance(database, broker, options);
  ASSERT_TRUE(eventually([&] { return instance.leads(); }));
  ASSERT_TRUE(write(client, {record("a", "1")}));
  instance.relay().wake();
  EXPECT_TRUE(eventually([&] { return broker.records().size() == 1; }));
}

TEST_F(Relays, what_is_rolled_back_is_never_published) {
  Client client(options_for(database));
  Instance instance(database, broker);
  postgres::Commands commands;
  commands.push_back(outbox::write(std::vector{record("gone", "1")}));
  commands.emplace_back(postgres::Statement{"fail", "select 1/0"});
  EXPECT_FALSE(client.await(client.pool().together(within(patience), std::move(commands))));
  ASSERT_TRUE(write(client, {record("kept", "1")}));
  ASSERT_TRUE(eventually([&] { return !broker.records().empty(); }));
  EXPECT_EQ(broker.records()[0].key, "kept");
}

TEST_F(Relays, a_key_keeps_its_order_one_at_a_time_while_others_go_beside_it) {
  Client client(options_for(database));
  std::vector<kafka::Record> records;
  std::vector<std::string> expected;
  for (int i = 0; i < 20; ++i) {
    expected.push_back(std::to_string(i));
    for (int key = 0; key < 10; ++key) records.push_back(record("k" + std::to_string(key), expected.back()));
  }
  ASSERT_TRUE(write(client, records));
  RelayOptions options;
  options.batch_rows_max = 64;
  Instance instance(database, broker, options);
  ASSERT_TRUE(eventually([&] { return broker.records().size() == 200; }));
  EXPECT_FALSE(broker.overlapped());
  EXPECT_GT(broker.in_flight_max(), 1U);
  for (int key = 0; key < 10; ++key) EXPECT_EQ(values_of(broker.records(), "k" + std::to_string(key)), expected);
  EXPECT_TRUE(eventually([&] { return left() == "0"; }));
}

TEST_F(Relays, a_row_that_is_committed_late_is_published_all_the_same) {
  auto late = postgres::BlockingSession::open({.server = database, .password = "", .application = "test"},
                                              std::chrono::steady_clock::now() + patience);
  ASSERT_TRUE(late);
  ASSERT_TRUE(late->run("begin; insert into outbox (topic, key, value, headers) values ('t', 'late', '', '')"));
  Client client(options_for(database));
  Instance instance(database, broker);
  ASSERT_TRUE(write(client, {record("early", "1")}));
  ASSERT_TRUE(eventually([&] { return broker.records().size() == 1 && left() == "0"; }));
  ASSERT_TRUE(late->run("commit"));
  ASSERT_TRUE(eventually([&] { return broker.records().size() == 2; }));
  EXPECT_EQ(broker.records()[1].key, "late");
}

TEST_F(Relays, while_the_broker_is_away_rows_wait_and_the_relay_asks_ever_more_rarely) {
  Client client(options_for(database));
  broker.set_away(true);
  RelayOptions options;
  options.pause_min = milliseconds{20};
  options.pause_max = milliseconds{100};
  Instance instance(database, broker, options);
  ASSERT_TRUE(write(client, {record("a", "1"), record("a", "2"), record("b", "1")}));
  ASSERT_TRUE(eventually([&] { return broker.asked() >= 6; }));
  EXPECT_EQ(left(), "3");
  EXPECT_NE(instance.log().text().find("an event was not published"), std::string::npos);
  broker.set_away(false);
  ASSERT_TRUE(eventually([&] { return broker.records().size() == 3 && left() == "0"; }));
  EXPECT_EQ(values_of(broker.records(), "a"), (std::vector<std::string>{"1", "2"}));
  EXPECT_NE(instance.metrics().exposition().find("outbox_publish_failures_total"), std::string::npos);
}

TEST_F(Relays, of_several_one_is_active_and_another_takes_over_when_its_session_ends) {
  Client client(options_for(database));
  RelayOptions options;
  options.lead_interval = milliseconds{20};
  auto first = std::make_unique<Instance>(database, broker, options);
  ASSERT_TRUE(eventually([&] { return first->leads(); }));
  Instance second(database, broker, options);
  ASSERT_TRUE(write(client, {record("a", "1")}));
  ASSERT_TRUE(eventually([&] { return broker.records().size() == 1; }));
  EXPECT_FALSE(second.leads()) << first->log().text() << second.log().text();
  first.reset();
  ASSERT_TRUE(eventually([&] { return second.leads(); }));
  ASSERT_TRUE(write(client, {record("a", "2")}));
  ASSERT_TRUE(eventually([&] { return broker.records().size() == 2; }));
}

TEST_F(Relays, sessions_that_are_cut_again_and_again_lose_nothing_and_keep_the_order) {
  Client client(options_for(database));
  RelayOptions options;
  options.lead_interval = milliseconds{10};
  options.pause_min = milliseconds{1};
  options.pause_max = milliseconds{20};
  options.batch_rows_max = 20;
  Instance first(database, broker, options);
  Instance second(database, broker, options);
  std::vector<std::string> expected;
  for (int i = 0; i < 30; ++i) {
    expected.push_back(std::to_string(i));
    ASSERT_TRUE(write(client, {record("a", expected.back()), record("b" + expected.back(), "1")}));
    if (i % 10 == 5) {
      server.run(database,
                 "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'plaza "
                 "outbox relay' and datname = current_database()");
    }
  }
  ASSERT_TRUE(eventually([&] { return left() == "0"; }));
  std::set<std::string> seen;
  std::vector<std::string> once;
  for (const auto& one : broker.records()) {
    if (one.key == "a" && seen.insert(one.value).second) once.push_back(one.value);
  }
  EXPECT_EQ(once, expected);
}

TEST_F(Relays, a_server_that_was_killed_is_served_again_when_it_is_back) {
  Client client(options_for(database));
  Instance instance(database, broker);
  ASSERT_TRUE(eventually([&] { return instance.leads(); }));
  ASSERT_TRUE(write(client, {record("a", "1")}));
  server.kill();
  server.start();
  ASSERT_TRUE(eventually([&] { return write(client, {record("a", "2")}).has_value(); }));
  ASSERT_TRUE(eventually([&] { return values_of(broker.records(), "a").size() >= 2 && left() == "0"; }));
}

TEST_F(Relays, another_process_is_noticed_by_its_notification) {
  Client client(options_for(database));
  RelayOptions options;
  options.poll_interval = milliseconds{60'000};
  Instance instance(database, broker, options);
  ASSERT_TRUE(eventually([&] { return instance.leads(); }));
  postgres::Commands commands;
  commands.push_back(outbox::write(std::vector{record("a", "1")}));
  commands.push_back(outbox::notify());
  ASSERT_TRUE(client.await(client.pool().together(within(patience), std::move(commands))));
  EXPECT_TRUE(eventually([&] { return broker.records().size() == 1; }));
}

TEST_F(Relays, no_more_bytes_than_told_are_taken_at_once_but_always_a_row) {
  Client client(options_for(database));
  RelayOptions options;
  options.batch_bytes_max = 1'024;
  std::vector<kafka::Record> records;
  records.reserve(5);
  for (int i = 0; i < 5; ++i) records.push_back(record("k" + std::to_string(i), std::string(2'000, 'x')));
  ASSERT_TRUE(write(client, records));
  Instance instance(database, broker, options);
  ASSERT_TRUE(eventually([&] { return broker.records().size() == 5; }));
  EXPECT_EQ(broker.in_flight_max(), 1U);
}

}  // namespace
}  // namespace plaza::outbox
