#include "platform/postgres/cutting_proxy.hpp"
#include "platform/postgres/failure.hpp"
#include "platform/postgres/loopback.hpp"

// What callers see when the server dies, hangs, ends connections, and returns.
namespace plaza::postgres::loopback {
namespace {

constexpr milliseconds slack{1'500};

constexpr Statement one{"one", "select 1", Access::read};
constexpr Statement sleep_reading{"sleep", "select pg_sleep($1)::text", Access::read};
constexpr Statement insert{"insert", "insert into items (id) values ($1)"};
constexpr Statement insert_slowly{"insert_slowly", "insert into items (id) select $1 from pg_sleep(30)"};

struct PoolFaults : testing::Test {
  PoolFaults() : server(TestServer::shared()), database(server.new_database()) {
    run("create table items (id bigint primary key)");
  }
  BlockingSession::Table run(const std::string& sql) { return server.run(database, sql); }
  std::string count() { return run("select count(*) from items")[0][0]; }
  bool active(const std::string& query) {
    return run("select count(*) from pg_stat_activity where pid <> pg_backend_pid() and state = 'active' and query "
               "like '" +
               query + "%' and datname = current_database()")[0][0] != "0";
  }
  void end_sessions() {
    run("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'plaza' and datname = "
        "current_database()");
  }

  TestServer& server;
  ServerAddress database;
};

TEST_F(PoolFaults, a_killed_server_fails_callers_at_once_after_the_wait_and_serves_again_when_it_is_back) {
  auto options = options_for(database);
  options.limits.connect_wait = milliseconds{200};
  Client client(options);
  ASSERT_TRUE(client.query(within(patience), insert, std::int64_t{1}));
  server.kill();
  ASSERT_TRUE(eventually([&] { return client.open() == 0; }));
  const auto away = client.query(within(patience), one);
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error().code, Code::unavailable);
  EXPECT_EQ(away.error().reason, reason_no_connection);
  EXPECT_TRUE(away.error().retry_after);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(client.query(within(patience), one));
  EXPECT_LT(since(start), slack);
  server.start();
  EXPECT_TRUE(eventually([&] { return client.query(within(patience), insert, std::int64_t{2}).has_value(); }));
  EXPECT_EQ(count(), "2");
}

TEST_F(PoolFaults, a_restart_within_the_wait_fails_no_read) {
  auto options = options_for(database);
  options.limits.connect_wait = milliseconds{15'000};
  options.limits.timeout = milliseconds{15'000};
  Client client(options);
  auto under_way = client.begin(client.pool().query(within(patience), Command(sleep_reading, Parameters(0.5))));
  ASSERT_TRUE(eventually([&] { return active("select pg_sleep"); }));
  server.kill();
  server.start();
  const auto answer = under_way.get();
  EXPECT_TRUE(answer) << answer.error().message;
  EXPECT_TRUE(client.query(within(patience), one));
}

TEST_F(PoolFaults, a_change_whose_connection_is_cut_before_the_answer_has_an_unknown_outcome) {
  CuttingProxy proxy(server.port());
  auto through = database;
  through.port = proxy.port();
  Client client(options_for(through, 1));
  ASSERT_TRUE(client.query(within(patience), insert, std::int64_t{1}));
  proxy.hold_answers();
  auto done = client.begin(client.pool().query(within(patience), insert, std::int64_t{2}));
  ASSERT_TRUE(eventually([&] { return count() == "2"; }));
  proxy.cut();
  const auto answer = done.get();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::unavailable);
  EXPECT_EQ(answer.error().reason, reason_outcome_unknown);
  EXPECT_TRUE(client.query(within(patience), insert, std::int64_t{3}));
  EXPECT_EQ(count(), "3");
}

TEST_F(PoolFaults, an_answer_without_the_rows_that_were_asked_for_counts_as_none) {
  CuttingProxy proxy(server.port());
  auto through = database;
  through.port = proxy.port();
  Client client(options_for(through, 1));
  ASSERT_TRUE(client.query(within(patience), insert, std::int64_t{1}));
  proxy.say_only_ready();
  const auto answer = client.query(within(patience), insert, std::int64_t{2});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::unavailable);
  EXPECT_EQ(answer.error().reason, reason_outcome_unknown);
  proxy.cut();
  EXPECT_TRUE(eventually([&] { return client.query(within(patience), insert, std::int64_t{3}).has_value(); }));
}

TEST_F(PoolFaults, a_commit_whose_connection_is_cut_has_an_unknown_outcome_and_a_statement_before_it_a_known_one) {
  CuttingProxy proxy(server.port());
  auto through = database;
  through.port = proxy.port();
  Client client(options_for(through, 1));
  const auto transact = [&client](CuttingProxy& cutting, bool in_commit) -> asio::awaitable<Result<void>> {
    auto transaction = co_await client.pool().begin(within(patience));
    if (!transaction) co_return std::unexpected(transaction.error());
    auto inserted = co_await transaction->query(insert, std::int64_t{7});
    if (!inserted) co_return std::unexpected(inserted.error());
    cutting.cut_when_next_asked();
    if (in_commit) co_return co_await transaction->commit();
    inserted = co_await transaction->query(insert, std::int64_t{8});
    if (!inserted) co_return std::unexpected(inserted.error());
    co_return co_await transaction->commit();
  };
  const auto before = client.await(transact(proxy, false));
  ASSERT_FALSE(before);
  EXPECT_EQ(before.error().reason, reason_connection_lost);
  const auto in_commit = client.await(transact(proxy, true));
  ASSERT_FALSE(in_commit);
  EXPECT_EQ(in_commit.error().reason, reason_outcome_unknown);
}

TEST_F(PoolFaults, a_change_that_the_server_ends_when_it_shuts_down_was_not_made) {
  Client client(options_for(database, 1));
  auto done = client.begin(client.pool().query(within(patience), insert_slowly, std::int64_t{1}));
  ASSERT_TRUE(eventually([&] { return active("insert into"); }));
  end_sessions();
  const auto answer = done.get();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::unavailable);
  EXPECT_EQ(answer.error().reason, "DATABASE_SHUTTING_DOWN");
  EXPECT_EQ(count(), "0");
}

TEST_F(PoolFaults, reads_under_way_are_asked_again_when_their_connections_end) {
  Client client(options_for(database));
  std::vector<std::future<Result<Rows>>> reads;
  reads.reserve(10);
  for (int i = 0; i < 10; ++i) {
    reads.push_back(client.begin(client.pool().query(within(patience), Command(sleep_reading, Parameters(0.02)))));
  }
  ASSERT_TRUE(eventually([&] { return active("select pg_sleep"); }));
  end_sessions();
  for (auto& read : reads) {
    const auto answer = read.get();
    EXPECT_TRUE(answer) << answer.error().message;
  }
}

TEST_F(PoolFaults, a_server_that_hangs_costs_each_caller_his_deadline_and_opens_the_breaker) {
  auto options = options_for(database);
  options.limits.breaker.calls_min = 5;
  options.limits.discard_after = milliseconds{60'000};
  options.limits.reads_per_connection_max = 1'000;
  Client client(options);
  ASSERT_TRUE(client.query(within(patience), one));
  server.freeze();
  const auto start = std::chrono::steady_clock::now();
  std::optional<Error> last;
  for (int i = 0; i < 12; ++i) {
    const auto answer = client.query(within(milliseconds{50}), one);
    if (!answer) last = answer.error();
  }
  EXPECT_LT(since(start), milliseconds{12 * 50} + slack);
  server.thaw();
  ASSERT_TRUE(last);
  EXPECT_EQ(last->reason, reason_breaker_open);
  EXPECT_TRUE(last->retry_after);
  EXPECT_TRUE(eventually([&] { return client.query(within(patience), one).has_value(); }));
}

TEST_F(PoolFaults, a_server_that_was_demoted_is_left_and_served_again_when_it_takes_changes) {
  TestServer own;
  const auto where = own.new_database();
  own.run(where, "create table items (id bigint primary key)");
  auto operator_session = BlockingSession::open({.server = where, .password = "", .application = "test"},
                                                std::chrono::steady_clock::now() + patience);
  ASSERT_TRUE(operator_session);
  auto options = options_for(where);
  options.limits.connect_wait = milliseconds{100};
  Client client(options);
  std::int64_t id = 0;
  const auto write = [&] { return client.query(within(patience), insert, ++id); };
  ASSERT_TRUE(write());
  ASSERT_TRUE(operator_session->run("alter system set default_transaction_read_only = on"));
  ASSERT_TRUE(operator_session->run("select pg_reload_conf()"));
  auto refused = write();
  ASSERT_TRUE(eventually([&] { return !refused || !(refused = write()); }));
  EXPECT_EQ(refused.error().code, Code::unavailable);
  EXPECT_EQ(refused.error().reason, reason_read_only);
  // Nobody else is there who takes changes: connections that are made again are not kept.
  ASSERT_TRUE(eventually([&] { return (refused = write()), refused.error().reason == reason_no_connection; }));
  EXPECT_TRUE(eventually([&] { return client.open() == 0; }));
  ASSERT_TRUE(operator_session->run("alter system reset default_transaction_read_only"));
  ASSERT_TRUE(operator_session->run("select pg_reload_conf()"));
  EXPECT_TRUE(eventually([&] { return write().has_value(); }));
}

TEST_F(PoolFaults, a_database_that_is_not_there_is_named_in_the_log_once) {
  auto missing = database;
  missing.database = "nowhere";
  auto options = options_for(missing, 1);
  options.limits.connect_wait = milliseconds{50};
  Surrounded surrounded;
  Pool pool(surrounded.with(), options, {});
  pool.start();
  Result<Rows> answer;
  EXPECT_TRUE(eventually([&] {
    answer = surrounded.await(pool.query(within(patience), one));
    return !answer && answer.error().message.find("\"nowhere\" does not exist") != std::string::npos;
  }));
  EXPECT_EQ(answer.error().code, Code::unavailable);
  pool.stop();
  const auto text = surrounded.log().text();
  const auto first = text.find("the database cannot be reached");
  EXPECT_NE(first, std::string::npos);
  EXPECT_EQ(text.find("the database cannot be reached", first + 1), std::string::npos) << text;
  surrounded.workers().stop();
}

TEST_F(PoolFaults, nothing_is_left_open_when_callers_vanish_in_every_state) {
  for (int round = 0; round < 3; ++round) {
    Client client(options_for(database));
    std::vector<std::future<Result<Rows>>> left;
    left.reserve(8);
    for (int i = 0; i < 8; ++i) {
      left.push_back(client.begin(client.pool().query(within(patience), insert_slowly, std::int64_t{i})));
    }
  }
  EXPECT_TRUE(eventually([&] { return !active("insert into"); }));
  EXPECT_EQ(count(), "0");
}

}  // namespace
}  // namespace plaza::postgres::loopback
