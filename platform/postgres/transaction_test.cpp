#include "platform/postgres/transaction.hpp"

#include "platform/postgres/failure.hpp"
#include "platform/postgres/loopback.hpp"

namespace plaza::postgres::loopback {
namespace {

constexpr Statement insert{"insert", "insert into items (id) values ($1)"};
constexpr Statement add{"add", "update items set id = id + $1 where id = $2"};
constexpr Statement count{"count", "select count(*) from items", Access::read};
constexpr Statement total{"total", "select sum(id)::bigint from items", Access::read};
constexpr Statement sleep{"sleep", "select pg_sleep($1)::text"};

struct Transactions : testing::Test {
  Transactions()
      : server(TestServer::shared()), database(server.new_database()), client((prepare(), options_for(database))) {}
  void prepare() { server.run(database, "create table items (id bigint primary key)"); }
  std::string rows() { return server.run(database, "select count(*) from items")[0][0]; }
  template <class Work>
  auto await(Work work) {
    return client.await(work(client.pool()));
  }

  TestServer& server;
  ServerAddress database;
  Client client;
};

TEST_F(Transactions, what_was_committed_stays) {
  const auto done = await([](Pool& pool) -> asio::awaitable<Result<void>> {
    auto transaction = co_await pool.begin(within(patience));
    if (!transaction) co_return std::unexpected(transaction.error());
    for (std::int64_t id = 0; id < 3; ++id) {
      auto inserted = co_await transaction->query(insert, id);
      if (!inserted) co_return std::unexpected(inserted.error());
      if (inserted->affected() != 1) co_return fail(Code::internal, "not the rows of the statement itself");
    }
    co_return co_await transaction->commit();
  });
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_EQ(rows(), "3");
}

TEST_F(Transactions, what_is_let_go_or_rolled_back_leaves_nothing_and_the_connection_free) {
  for (int i = 0; i < 6; ++i) {
    const auto done = await([i](Pool& pool) -> asio::awaitable<Result<void>> {
      auto transaction = co_await pool.begin(within(patience));
      if (!transaction) co_return std::unexpected(transaction.error());
      const auto inserted = co_await transaction->query(insert, std::int64_t{1});
      if (!inserted) co_return std::unexpected(inserted.error());
      if (i % 2 == 0) co_await transaction->rollback();
      co_return Result<void>{};
    });
    EXPECT_TRUE(done) << done.error().message;
  }
  EXPECT_EQ(client.query(within(patience), count)->front().get<std::int64_t>(0), 0);
}

TEST_F(Transactions, a_commit_after_a_failure_says_that_it_was_rolled_back) {
  const auto done = await([](Pool& pool) -> asio::awaitable<Result<void>> {
    auto transaction = co_await pool.begin(within(patience));
    if (!transaction) co_return std::unexpected(transaction.error());
    const auto first = co_await transaction->query(insert, std::int64_t{1});
    const auto second = co_await transaction->query(insert, std::int64_t{1});
    if (!first || second) co_return fail(Code::internal, "the second should have failed");
    co_return co_await transaction->commit();
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::aborted);
  EXPECT_EQ(rows(), "0");
}

TEST_F(Transactions, one_of_two_that_cannot_be_serialized_is_aborted) {
  server.run(database, "insert into items values (1), (1001)");
  const auto done = await([](Pool& pool) -> asio::awaitable<Result<void>> {
    auto first = co_await pool.begin(within(patience), Isolation::serializable);
    auto second = co_await pool.begin(within(patience), Isolation::serializable);
    if (!first || !second) co_return fail(Code::internal, "not begun");
    auto all = co_await first->query(total);
    all = co_await second->query(total);
    auto changed = co_await first->query(add, std::int64_t{1}, std::int64_t{1});
    if (changed) changed = co_await second->query(add, std::int64_t{1}, std::int64_t{1001});
    if (!changed) co_return std::unexpected(changed.error());
    if (auto committed = co_await first->commit(); !committed) co_return committed;
    co_return co_await second->commit();
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::aborted);
  EXPECT_EQ(done.error().reason, reason_serialization);
}

TEST_F(Transactions, its_time_is_over_at_the_deadline_of_the_caller) {
  const auto done = await([](Pool& pool) -> asio::awaitable<Result<void>> {
    auto transaction = co_await pool.begin(within(milliseconds{100}));
    if (!transaction) co_return std::unexpected(transaction.error());
    const auto inserted = co_await transaction->query(insert, std::int64_t{1});
    const auto slept = co_await transaction->query(sleep, 0.3);
    if (!inserted || slept) co_return fail(Code::internal, "it should have been late");
    co_return co_await transaction->commit();
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::deadline_exceeded);
  EXPECT_EQ(client.query(within(patience), count)->front().get<std::int64_t>(0), 0);
}

}  // namespace
}  // namespace plaza::postgres::loopback
