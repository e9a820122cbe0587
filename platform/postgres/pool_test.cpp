#include "platform/postgres/pool.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include "platform/postgres/failure.hpp"
#include "platform/postgres/loopback.hpp"
#include "platform/resilience/outcome.hpp"

namespace plaza::postgres::loopback {
namespace {

// What a busy machine may add to a time.
constexpr milliseconds slack{1'000};

constexpr Statement one{"one", "select 1", Access::read};
constexpr Statement sleep_reading{"sleep", "select pg_sleep($1)::text", Access::read};
constexpr Statement sleep_writing{"sleep", "select pg_sleep($1)::text"};
constexpr Statement insert{"insert", "insert into items (id, name) values ($1, $2)"};
constexpr Statement find{"find", "select name from items where id = $1", Access::read};
constexpr Statement count{"count", "select count(*) from items", Access::read};
constexpr Statement wrong{"wrong", "selct 1", Access::read};
constexpr Statement who{"who", "select pg_backend_pid()", Access::read};

struct PoolTest : testing::Test {
  PoolTest() : server(TestServer::shared()), database(server.new_database()) {
    run("create table items (id bigint primary key, name text not null check (name <> ''))");
  }
  BlockingSession::Table run(const std::string& sql) { return server.run(database, sql); }

  TestServer& server;
  ServerAddress database;
};

using Pools = PoolTest;

TEST_F(Pools, a_statement_is_answered_with_typed_rows) {
  Client client(options_for(database));
  ASSERT_TRUE(client.query(within(patience), insert, std::int64_t{7}, std::string_view("seven")));
  const auto rows = client.query(within(patience), find, std::int64_t{7});
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 1U);
  EXPECT_EQ(rows->front().get<std::string_view>(0), "seven");
}

TEST_F(Pools, a_spent_deadline_is_refused_before_any_work) {
  Client client(options_for(database));
  const auto done = client.query(within(milliseconds{0}), insert, std::int64_t{1}, std::string_view("late"));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::deadline_exceeded);
  EXPECT_TRUE(done.error().reason.empty());
  EXPECT_EQ(run("select count(*) from items")[0][0], "0");
}

TEST_F(Pools, a_slow_server_costs_a_caller_its_deadline_and_no_more) {
  Client client(options_for(database));
  const auto start = std::chrono::steady_clock::now();
  const auto done = client.query(within(milliseconds{60}), sleep_reading, 5.0);
  EXPECT_LT(since(start), milliseconds{60} + slack);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::deadline_exceeded);
}

TEST_F(Pools, a_change_that_nobody_waited_for_to_its_end_has_an_unknown_outcome) {
  Client client(options_for(database));
  const auto done = client.query(within(milliseconds{60}), sleep_writing, 5.0);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::deadline_exceeded);
  EXPECT_EQ(done.error().reason, reason_outcome_unknown);
}

TEST_F(Pools, whoever_comes_after_one_that_gave_up_gets_his_own_answer) {
  Client client(options_for(database, 1));
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(client.query(within(milliseconds{20}), sleep_reading, 0.1));
    const auto rows = client.query(within(patience), one);
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(rows->front().get<std::int32_t>(0), 1);
  }
  EXPECT_EQ(run("select count(*) from pg_stat_activity where application_name = 'plaza' and datname = "
                "current_database()")[0][0],
            "1");
}

TEST_F(Pools, a_connection_held_by_what_nobody_waits_for_is_given_up_and_the_server_stops_working) {
  auto options = options_for(database, 1);
  options.limits.discard_after = milliseconds{100};
  Client client(options);
  EXPECT_FALSE(client.query(within(milliseconds{20}), sleep_writing, 600.0));
  const auto rows = client.query(within(patience), one);
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_TRUE(eventually([&] {
    return run("select count(*) from pg_stat_activity where pid <> pg_backend_pid() and state = 'active' and query "
               "like '%pg_sleep($1)%' and "
               "datname = current_database()")[0][0] == "0";
  }));
}

TEST_F(Pools, a_caller_that_is_cancelled_leaves_at_once) {
  Client client(options_for(database, 1));
  asio::cancellation_signal leave;
  std::promise<Result<Rows>> promise;
  asio::co_spawn(
      client.workers()[0].executor(), client.pool().query(within(patience), Command(sleep_reading, Parameters(0.3))),
      asio::bind_cancellation_slot(
          leave.slot(), [&](const std::exception_ptr&, Result<Rows> result) { promise.set_value(std::move(result)); }));
  EXPECT_TRUE(eventually(
      [&] { return client.metrics().exposition().find("postgres_connections_in_use{") != std::string::npos; }));
  asio::post(client.workers()[0].executor(), [&] { leave.emit(asio::cancellation_type::terminal); });
  const auto result = promise.get_future().get();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Code::cancelled);
  EXPECT_EQ(client.query(within(patience), one)->front().get<std::int32_t>(0), 1);
}

TEST_F(Pools, reads_share_a_connection_and_keep_their_order) {
  Client client(options_for(database, 1));
  std::vector<std::future<Result<Rows>>> answers;
  answers.reserve(200);
  constexpr Statement echo{"echo", "select $1", Access::read};
  for (std::int32_t i = 0; i < 200; ++i) {
    answers.push_back(client.begin(client.pool().query(within(patience), Command(echo, Parameters(i)))));
  }
  for (std::int32_t i = 0; i < 200; ++i) {
    const auto rows = answers[static_cast<std::size_t>(i)].get();
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(rows->front().get<std::int32_t>(0), i);
  }
}

TEST_F(Pools, who_finds_no_connection_waits_in_turn_and_not_beyond_his_deadline) {
  Client client(options_for(database, 1));
  auto busy = client.begin(client.pool().query(within(patience), Command(sleep_writing, Parameters(0.3))));
  ASSERT_TRUE(eventually([&] {
    return client.metrics().exposition().find("postgres_connections_in_use{database=\"" + database.database +
                                              "\",worker=\"0\"} 1") != std::string::npos;
  }));
  const auto early = client.query(within(milliseconds{30}), one);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, Code::deadline_exceeded);
  EXPECT_TRUE(client.query(within(patience), one));
  EXPECT_TRUE(busy.get());
}

TEST_F(Pools, more_than_may_wait_are_refused_at_once) {
  auto options = options_for(database, 1);
  options.limits.waiting_max = 2;
  Client client(options);
  std::vector<std::future<Result<Rows>>> all;
  all.reserve(5);
  for (int i = 0; i < 5; ++i) {
    all.push_back(client.begin(client.pool().query(within(patience), Command(sleep_writing, Parameters(0.1)))));
  }
  int overloaded = 0;
  for (auto& one_of_them : all) {
    const auto result = one_of_them.get();
    if (result) continue;
    ++overloaded;
    EXPECT_EQ(result.error().code, Code::unavailable);
    EXPECT_EQ(result.error().reason, resilience::reason_overloaded);
    EXPECT_TRUE(result.error().retry_after);
  }
  EXPECT_EQ(overloaded, 2);
}

TEST_F(Pools, statements_sent_together_take_effect_together_or_not_at_all) {
  Client client(options_for(database));
  const auto both = [&](std::int64_t first, std::int64_t second) {
    Commands commands;
    commands.emplace_back(insert, Parameters(first, std::string_view("a")));
    commands.emplace_back(insert, Parameters(second, std::string_view("b")));
    return client.await(client.pool().together(within(patience), std::move(commands)));
  };
  const auto done = both(1, 2);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->at(1).affected(), 1U);
  const auto refused = both(3, 2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, reason_unique);
  EXPECT_EQ(client.query(within(patience), count)->front().get<std::int64_t>(0), 2);
}

TEST_F(Pools, a_statement_that_is_wrong_fails_alone_and_again) {
  Client client(options_for(database, 1));
  for (int i = 0; i < 2; ++i) {
    const auto refused = client.query(within(patience), wrong);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::internal);
    EXPECT_NE(refused.error().message.find("syntax error"), std::string::npos) << refused.error().message;
    EXPECT_TRUE(client.query(within(patience), one));
  }
}

TEST_F(Pools, other_types_than_before_are_refused_without_harm) {
  Client client(options_for(database, 1));
  ASSERT_TRUE(client.query(within(patience), find, std::int64_t{1}));
  const auto refused = client.query(within(patience), find, std::string_view("1"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::internal);
  EXPECT_TRUE(client.query(within(patience), find, std::int64_t{1}));
}

TEST_F(Pools, a_read_whose_plan_is_outdated_is_asked_again) {
  constexpr Statement all{"all", "select * from items", Access::read};
  Client client(options_for(database, 1));
  ASSERT_TRUE(client.query(within(patience), all));
  run("alter table items add column price integer");
  const auto rows = client.query(within(patience), all);
  EXPECT_TRUE(rows) << rows.error().message;
}

TEST_F(Pools, a_violated_constraint_is_named) {
  Client client(options_for(database));
  ASSERT_TRUE(client.query(within(patience), insert, std::int64_t{1}, std::string_view("a")));
  const auto twice = client.query(within(patience), insert, std::int64_t{1}, std::string_view("b"));
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, Code::already_exists);
  EXPECT_EQ(constraint_of(twice.error()), "items_pkey");
  const auto empty = client.query(within(patience), insert, std::int64_t{2}, std::string_view(""));
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, Code::invalid_argument);
  EXPECT_EQ(constraint_of(empty.error()), "items_name_check");
}

TEST_F(Pools, large_values_go_both_ways) {
  Client client(options_for(database, 1));
  const std::string large(5'000'000, 'x');
  ASSERT_TRUE(client.query(within(patience), insert, std::int64_t{1}, std::string_view(large)));
  const auto rows = client.query(within(patience), find, std::int64_t{1});
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ(rows->front().get<std::string_view>(0), large);
}

TEST_F(Pools, statements_are_counted_and_traced) {
  Client client(options_for(database));
  auto context = within(patience);
  context.trace = TraceContext::make(true);
  ASSERT_TRUE(client.query(context, one));
  EXPECT_FALSE(client.query(within(patience), wrong));
  const auto text = client.metrics().exposition();
  const auto labels = "{code=\"OK\",database=\"" + database.database + "\",statement=\"one\"} 1";
  EXPECT_NE(text.find("postgres_queries_total" + labels), std::string::npos) << text;
  EXPECT_NE(text.find("code=\"INTERNAL\""), std::string::npos);
  EXPECT_NE(text.find("postgres_query_seconds_count"), std::string::npos);
  EXPECT_NE(text.find("postgres_connections_open{"), std::string::npos);
  const auto spans = client.tracer().spans();
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].name, "postgres.one");
  EXPECT_EQ(spans[0].parent, context.trace.span);
  EXPECT_EQ(spans[0].context.trace_low, context.trace.trace_low);
}

TEST_F(Pools, sessions_speak_utf8_in_utc_and_never_work_for_ever) {
  Client client(options_for(database, 1));
  constexpr Statement settings{"settings",
                               "select current_setting('TimeZone'), current_setting('client_encoding'), "
                               "current_setting('statement_timeout')",
                               Access::read};
  const auto rows = client.query(within(patience), settings);
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ(rows->front().get<std::string_view>(0), "UTC");
  EXPECT_EQ(rows->front().get<std::string_view>(1), "UTF8");
  EXPECT_EQ(rows->front().get<std::string_view>(2), "10s");
}

TEST_F(Pools, a_stopped_pool_fails_what_waits) {
  Client client(options_for(database, 1));
  auto busy = client.begin(client.pool().query(within(patience), Command(sleep_reading, Parameters(600.0))));
  ASSERT_TRUE(eventually([&] { return client.metrics().exposition().find("in_use{") != std::string::npos; }));
  ASSERT_TRUE(client.query(within(milliseconds{1}), who).error().code == Code::deadline_exceeded);
  client.pool().stop();
  const auto result = busy.get();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Code::unavailable);
}

}  // namespace
}  // namespace plaza::postgres::loopback
