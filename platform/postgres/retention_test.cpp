#include "platform/postgres/retention.hpp"

#include "platform/postgres/loopback.hpp"

namespace plaza::postgres::loopback {
namespace {

constexpr Statement remove_notes{"remove_notes",
                                 "delete from notes where id in (select id from notes where at < $1 limit $2 for "
                                 "update skip locked)"};

struct Retained : testing::Test {
  Retained() : server(TestServer::shared()), address(server.new_database()) {
    server.run(address, "create table notes (id bigint primary key, at timestamptz not null)");
    workers.start();
  }
  ~Retained() override { workers.stop(); }
  std::string left() { return server.run(address, "select count(*) from notes")[0][0]; }

  TestServer& server;
  ServerAddress address;
  SystemClock clock;
  telemetry::Metrics metrics{2};
  telemetry::RecordingTracer tracer{true};
  telemetry::RecordingLog log;
  Health health;
  Workers workers{1};
};

TEST_F(Retained, what_is_old_goes_in_batches_and_what_is_young_or_held_stays) {
  server.run(address,
             "insert into notes select n, now() - interval '2 hours' from generate_series(1, 25) n;"
             "insert into notes values (100, now())");
  auto holder = BlockingSession::open({.server = address, .password = "", .application = "test"},
                                      std::chrono::steady_clock::now() + patience);
  ASSERT_TRUE(holder->run("begin; select * from notes where id = 7 for update"));
  const Surroundings with{&workers, &clock, &health, &log, &metrics, &tracer};
  Database database(with, options_for(address));
  ASSERT_TRUE(database.start());
  RetentionOptions options;
  options.interval = milliseconds{10};
  options.batch_rows_max = 10;
  Retention retention(with, database, options, {{.remove = remove_notes, .keep = milliseconds{3'600'000}}});
  ASSERT_TRUE(retention.start());
  EXPECT_TRUE(eventually([&] { return left() == "2"; }));
  ASSERT_TRUE(holder->run("commit"));
  EXPECT_TRUE(eventually([&] { return left() == "1"; }));
  EXPECT_TRUE(eventually([&] {
    return metrics.exposition().find("retention_removed_total{statement=\"remove_notes\"} 25") != std::string::npos;
  }));
  retention.stop();
  database.stop();
}

}  // namespace
}  // namespace plaza::postgres::loopback
