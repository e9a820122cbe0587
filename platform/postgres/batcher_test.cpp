#include "platform/postgres/batcher.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "platform/postgres/loopback.hpp"
#include "platform/resilience/outcome.hpp"

namespace plaza::postgres::loopback {
namespace {

constexpr Statement insert{"insert",
                           "insert into items (id, name) select id, name from unnest($1, $2) as row (id, name) "
                           "returning id"};

struct Item {
  std::int64_t id;
  std::string name;
};

struct Batches : testing::Test {
  using Items = Batcher<Item, std::int64_t>;

  Batches()
      : server(TestServer::shared()), database(server.new_database()), client((prepare(), options_for(database))) {}
  void prepare() { server.run(database, "create table items (id bigint primary key, name text check (name <> ''))"); }

  Items batcher(const BatcherOptions& options = {}) {
    return {client.workers()[0].executor(), *client.with().clock, options,
            BatcherMetrics(client.metrics(), "items", client.workers()[0]),
            [this](RequestContext context, std::span<const Item> rows) { return write(std::move(context), rows); }};
  }
  asio::awaitable<Result<std::vector<std::int64_t>>> write(RequestContext context, std::span<const Item> items) {
    sizes.push_back(items.size());
    if (--lose_next >= 0) co_return fail(Code::aborted, "met another", "DEADLOCK_DETECTED");
    std::vector<std::int64_t> ids;
    std::vector<std::string_view> names;
    ids.reserve(items.size());
    names.reserve(items.size());
    for (const auto& item : items) {
      ids.push_back(item.id);
      names.push_back(item.name);
    }
    if (delay > 0) (void)co_await client.pool().query(context, Statement{"sleep", "select pg_sleep($1)::text"}, delay);
    const auto rows = co_await client.pool().query(context, insert, ids, names);
    if (!rows) co_return std::unexpected(rows.error());
    std::vector<std::int64_t> answers;
    for (const Row row : rows->all()) answers.push_back(row.get<std::int64_t>(0));
    co_return answers;
  }

  // Submits all in one tick, and waits for the answers.
  std::vector<Result<std::int64_t>> submit(Items& items, std::vector<Item> rows, milliseconds time = patience) {
    std::vector<std::future<Result<std::int64_t>>> futures(rows.size());
    run_on(client.workers()[0], [&] {
      for (std::size_t i = 0; i < rows.size(); ++i) futures[i] = client.begin(items.submit(within(time), rows[i]));
    });
    std::vector<Result<std::int64_t>> answers;
    answers.reserve(futures.size());
    for (auto& future : futures) answers.push_back(future.get());
    return answers;
  }
  static std::vector<Item> numbered(std::int64_t count) {
    std::vector<Item> rows;
    rows.reserve(static_cast<std::size_t>(count));
    for (std::int64_t id = 0; id < count; ++id) rows.push_back({id, "n"});
    return rows;
  }
  std::string count() { return server.run(database, "select count(*) from items")[0][0]; }

  TestServer& server;
  ServerAddress database;
  std::vector<std::size_t> sizes;
  int lose_next = 0;
  double delay = 0;
  Client client;
};

TEST_F(Batches, what_waits_is_written_together_and_each_gets_his_own_answer) {
  auto items = batcher();
  const auto answers = submit(items, numbered(50));
  for (std::int64_t id = 0; id < 50; ++id) {
    ASSERT_TRUE(answers[static_cast<std::size_t>(id)]);
    EXPECT_EQ(*answers[static_cast<std::size_t>(id)], id);
  }
  EXPECT_LE(sizes.size(), 3U);
  EXPECT_EQ(count(), "50");
}

TEST_F(Batches, a_batch_is_not_larger_than_it_may_be) {
  BatcherOptions options;
  options.batch_rows_max = 7;
  auto items = batcher(options);
  for (const auto& answer : submit(items, numbered(50))) EXPECT_TRUE(answer);
  EXPECT_LE(*std::ranges::max_element(sizes), 7U);
}

TEST_F(Batches, behind_several_rows_the_next_ones_gather_and_behind_one_they_do_not) {
  BatcherOptions options;
  options.gather = std::chrono::minutes{1};
  auto items = batcher(options);
  EXPECT_TRUE(submit(items, {{1, "n"}})[0]);
  EXPECT_TRUE(submit(items, {{2, "n"}})[0]);
  for (const auto& answer : submit(items, {{3, "n"}, {4, "n"}})) EXPECT_TRUE(answer);
  const auto gathering = submit(items, {{5, "n"}}, milliseconds{100});
  ASSERT_FALSE(gathering[0]);
  EXPECT_EQ(gathering[0].error().code, Code::deadline_exceeded);
  EXPECT_EQ(gathering[0].error().reason, "") << "it was not begun";
  EXPECT_EQ(sizes, (std::vector<std::size_t>{1, 1, 2}));
}

TEST_F(Batches, one_bad_row_fails_alone) {
  auto items = batcher();
  auto rows = numbered(40);
  rows[13].name = "";
  rows[27].id = 26;
  const auto answers = submit(items, rows);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i == 13) {
      ASSERT_FALSE(answers[i]);
      EXPECT_EQ(answers[i].error().reason, "CHECK_VIOLATION");
    } else if (i == 27) {
      ASSERT_FALSE(answers[i]);
      EXPECT_EQ(answers[i].error().reason, reason_unique);
    } else {
      EXPECT_TRUE(answers[i]) << i;
    }
  }
  EXPECT_EQ(count(), "38");
}

TEST_F(Batches, what_only_met_another_transaction_is_written_again) {
  auto items = batcher();
  lose_next = 2;
  for (const auto& answer : submit(items, numbered(5))) EXPECT_TRUE(answer);
  lose_next = 3;
  const auto answers = submit(items, {{100, "n"}});
  EXPECT_EQ(answers[0].error().code, Code::aborted);
}

TEST_F(Batches, each_row_has_its_own_deadline_and_a_spent_one_is_not_written) {
  auto items = batcher();
  EXPECT_EQ(submit(items, {{1, "n"}}, milliseconds{0})[0].error().code, Code::deadline_exceeded);
  delay = 0.2;
  std::future<Result<std::int64_t>> slow;
  std::future<Result<std::int64_t>> hasty;
  run_on(client.workers()[0], [&] { slow = client.begin(items.submit(within(patience), {2, "n"})); });
  ASSERT_TRUE(eventually([&] {
    bool begun = false;
    run_on(client.workers()[0], [&] { begun = !sizes.empty(); });
    return begun;
  }));
  run_on(client.workers()[0], [&] { hasty = client.begin(items.submit(within(milliseconds{30}), {3, "n"})); });
  const auto late = hasty.get();
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Code::deadline_exceeded);
  EXPECT_TRUE(late.error().reason.empty());
  EXPECT_TRUE(slow.get());
  EXPECT_EQ(count(), "1");
}

TEST_F(Batches, a_row_whose_batch_is_under_way_at_its_deadline_has_an_unknown_outcome) {
  auto items = batcher();
  delay = 0.2;
  const auto answers = submit(items, {{1, "n"}}, milliseconds{50});
  ASSERT_FALSE(answers[0]);
  EXPECT_EQ(answers[0].error().code, Code::deadline_exceeded);
  EXPECT_EQ(answers[0].error().reason, reason_outcome_unknown);
}

TEST_F(Batches, more_than_may_wait_are_refused) {
  BatcherOptions options;
  options.waiting_rows_max = 10;
  auto items = batcher(options);
  int refused = 0;
  for (const auto& answer : submit(items, numbered(40))) {
    if (answer) continue;
    EXPECT_EQ(answer.error().reason, resilience::reason_overloaded);
    ++refused;
  }
  EXPECT_EQ(refused, 30);
}

TEST_F(Batches, an_outage_is_the_failure_of_all_rows_of_a_batch) {
  auto items = batcher();
  client.pool().stop();
  for (const auto& answer : submit(items, numbered(20))) {
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Code::unavailable);
  }
  EXPECT_EQ(sizes.size(), 1U);
}

}  // namespace
}  // namespace plaza::postgres::loopback
