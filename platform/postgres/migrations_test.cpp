#include "platform/postgres/migrations.hpp"

#include <array>
#include <fstream>

#include "platform/postgres/database.hpp"
#include "platform/postgres/loopback.hpp"

namespace plaza::postgres::loopback {
namespace {

constexpr Migration first{1, "create_items",
                          "create table items (id bigint primary key); insert into items values (1)"};
constexpr Migration second{2, "add_name", "alter table items add column name text"};
constexpr Migration second_changed{2, "add_name", "alter table items add column name varchar(10)"};
constexpr Migration third{3, "index", "-- without transaction\ncreate index concurrently items_name on items (name)"};

struct Migrations : testing::Test {
  Migrations() : server(TestServer::shared()), database(server.new_database()) {}

  Result<void> apply(const std::vector<Migration>& migrations, milliseconds time = patience) {
    return migrate(target(), migrations, time, log);
  }
  [[nodiscard]] Target target() const { return {.server = database, .password = "", .application = "test"}; }
  std::string applied() {
    return server.run(database,
                      "select coalesce(string_agg(number::text, ',' order by number), '') from "
                      "schema_migrations")[0][0];
  }

  TestServer& server;
  ServerAddress database;
  telemetry::RecordingLog log;
};

TEST_F(Migrations, are_applied_once_and_in_order) {
  ASSERT_TRUE(apply({first}));
  EXPECT_EQ(applied(), "1");
  ASSERT_TRUE(apply({first, second, third}));
  ASSERT_TRUE(apply({first, second, third}));
  EXPECT_EQ(applied(), "1,2,3");
  EXPECT_EQ(server.run(database, "select count(*) from items")[0][0], "1");
}

TEST_F(Migrations, of_instances_that_start_at_once_are_applied_by_one) {
  std::vector<std::future<Result<void>>> instances;
  instances.reserve(6);
  for (int i = 0; i < 6; ++i) {
    instances.push_back(std::async(std::launch::async, [&] { return apply({first, second, third}); }));
  }
  for (auto& instance : instances) {
    const auto done = instance.get();
    EXPECT_TRUE(done) << done.error().message;
  }
  EXPECT_EQ(server.run(database, "select count(*) from items")[0][0], "1");
  EXPECT_EQ(applied(), "1,2,3");
}

TEST_F(Migrations, a_file_that_was_changed_after_it_was_applied_is_refused) {
  ASSERT_TRUE(apply({first, second}));
  const auto refused = apply({first, second_changed, third});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, reason_migrations_differ);
  EXPECT_NE(refused.error().message.find("2 (add_name) was changed"), std::string::npos) << refused.error().message;
  EXPECT_EQ(applied(), "1,2");
}

TEST_F(Migrations, a_database_that_is_ahead_is_accepted) {
  ASSERT_TRUE(apply({first, second}));
  EXPECT_TRUE(apply({first}));
}

TEST_F(Migrations, one_that_was_passed_by_or_is_unknown_in_between_is_refused) {
  ASSERT_TRUE(apply({first, third}) || true);
  server.run(database, "alter table items add column if not exists name text");
  ASSERT_TRUE(apply({first, third}));
  EXPECT_EQ(apply({first, second, third}).error().reason, reason_migrations_differ);
  EXPECT_EQ(apply({second, third}).error().reason, reason_migrations_differ);
}

TEST_F(Migrations, one_that_fails_leaves_nothing_and_is_named) {
  const Migration bad{2, "bad", "create table half (id bigint); select 1/0"};
  const auto failed = apply({first, bad});
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("migration 2 (bad): division by zero"), std::string::npos)
      << failed.error().message;
  EXPECT_EQ(applied(), "1");
  EXPECT_EQ(server.run(database, "select count(*) from pg_class where relname = 'half'")[0][0], "0");
}

TEST_F(Migrations, one_that_cannot_have_its_table_lets_go_and_tries_again) {
  ASSERT_TRUE(apply({first}));
  auto holder = BlockingSession::open(target(), std::chrono::steady_clock::now() + patience);
  ASSERT_TRUE(holder);
  ASSERT_TRUE(holder->run("begin; select count(*) from items"));
  auto waiting = std::async(std::launch::async, [&] { return apply({first, second}); });
  EXPECT_TRUE(eventually([&] { return log.text().find("a migration waits") != std::string::npos; }));
  ASSERT_TRUE(holder->run("rollback"));
  EXPECT_TRUE(waiting.get());
  EXPECT_EQ(applied(), "1,2");
}

TEST_F(Migrations, a_server_that_is_not_there_is_waited_for_no_longer_than_told) {
  auto nobody = target();
  nobody.server.port = 1;
  const auto start = std::chrono::steady_clock::now();
  const auto failed = migrate(nobody, std::array{first}, milliseconds{300}, log);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Code::unavailable);
  EXPECT_LT(since(start), milliseconds{3'000});
}

struct Databases : Migrations, Surrounded {
  Surroundings surroundings() { return {&workers(), with().clock, &health, with().log, &metrics(), with().tracer}; }
  Health health;
};

TEST_F(Databases, has_its_schema_and_is_ready_when_it_has_started) {
  constexpr std::array all{first, second};
  Database started(surroundings(), options_for(database, 1), all);
  EXPECT_FALSE(health.ready());
  ASSERT_TRUE(started.start());
  EXPECT_TRUE(health.ready());
  const Statement count{"count", "select count(name) from items", Access::read};
  const auto rows = await(started.of(workers()[0]).query(within(patience), count));
  EXPECT_TRUE(rows) << rows.error().message;
  started.stop();
  workers().stop();
}

TEST_F(Databases, takes_the_password_from_a_file_and_follows_it) {
  const auto folder = std::filesystem::temp_directory_path() / Uuid::version7(SystemClock().now()).to_string();
  std::filesystem::create_directory(folder);
  const auto write = [&](std::string_view password) { std::ofstream(folder / "password") << password << "\n"; };
  server.run(database, "drop role if exists locked; create role locked login password 'first'");
  auto options = options_for(database, 1);
  options.server.user = "locked";
  options.server.password_file = folder / "password";
  options.limits.connect_wait = patience;
  options.limits.timeout = patience;
  write("first");
  Database started(surroundings(), options);
  const auto done = started.start();
  ASSERT_TRUE(done) << done.error().message;
  const Statement who{"who", "select current_user::text", Access::read};
  auto& pool = started.of(workers()[0]);
  EXPECT_TRUE(await(pool.query(within(patience), who)));
  server.run(database,
             "alter role locked password 'second'; select pg_terminate_backend(pid) from pg_stat_activity where "
             "usename = 'locked'");
  write("second");
  EXPECT_TRUE(eventually([&] { return await(pool.query(within(patience), who)).has_value(); }));
  started.stop();
  workers().stop();
  std::filesystem::remove_all(folder);
}

TEST_F(Databases, does_not_start_without_its_password_file) {
  auto options = options_for(database, 1);
  options.server.password_file = "/nonexistent/password";
  Database refused(surroundings(), options);
  const auto done = refused.start();
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().message.find("/nonexistent/password"), std::string::npos) << done.error().message;
  workers().stop();
}

}  // namespace
}  // namespace plaza::postgres::loopback
