#include "platform/outbox/relay_session.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/outbox/header_lines.hpp"
#include "platform/postgres/advisory_locks.hpp"
#include "platform/postgres/ask.hpp"

namespace plaza::outbox {
namespace {

using postgres::Access;
using postgres::Command;
using postgres::Commands;
using postgres::Parameters;
using postgres::Statement;

constexpr std::int64_t counted_rows_max = 100'000;
// A relay that hangs loses the lock: a session that says nothing for 10 s is ended. Plans are by the primary key
// whatever the statistics say of a table that is now empty, now full. Removals need not be on the disk: what a crash
// brings back is published again, and known.
constexpr std::string_view session_settings =
    "-c idle_session_timeout=10000 -c enable_seqscan=off -c enable_bitmapscan=off -c synchronous_commit=off";
constexpr milliseconds sign_of_life_interval{3'000};

constexpr Statement sign_of_life{"outbox_sign_of_life", "select 1", Access::read};
constexpr Statement listen{"outbox_listen", "listen outbox"};
constexpr Statement lead{"outbox_lead", "select pg_try_advisory_lock($1, $2)"};
constexpr Statement remove_statement{"outbox_remove", "delete from outbox where id = any($1)"};
constexpr Statement next_statement{
    "outbox_next",
    "select id, topic, key, value, headers, created_at from ("
    "  select *, sum(octet_length(value)) over (order by id) - octet_length(value) as bytes_before from ("
    "    select id, topic, key, value, headers, created_at from outbox order by id limit $1) first) counted "
    "where bytes_before < $2 order by id",
    Access::read};
constexpr Statement count_statement{"outbox_count", "select count(*) from (select 1 from outbox limit $1) counted",
                                    Access::read};

// While the broker makes the relay wait, too.
asio::awaitable<void> show_life(std::weak_ptr<postgres::Connection> watched) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (;;) {
    timer.expires_after(sign_of_life_interval);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    const auto connection = watched.lock();
    if (!connection || !connection->usable()) co_return;
    if (connection->in_flight() > 0) continue;
    connection->send(alone(Command(sign_of_life)), postgres::Connection::Loss::harmless, SteadyTime::max(),
                     [](const postgres::Connection::Answer&) {});
  }
}

std::vector<Pending> pending_of(const postgres::Rows& rows) {
  std::vector<Pending> all;
  all.reserve(rows.size());
  for (const postgres::Row row : rows.all()) {
    all.push_back({.id = row.get<std::int64_t>(0),
                   .record = {.topic = row.get<std::string>(1),
                              .key = row.get<std::string>(2),
                              .value = std::string(row.get<postgres::Bytea>(3).bytes),
                              .headers = from_lines(row.get<std::string_view>(4))},
                   .created_at = row.get<SystemTime>(5)});
  }
  return all;
}

}  // namespace

RelaySession::~RelaySession() {
  if (connection_) connection_->close("the relay ends its session");
}

asio::awaitable<Result<RelaySession>> RelaySession::open(asio::io_context::executor_type executor,
                                                         postgres::Target target, std::function<void()> notified,
                                                         std::function<void()> lost) {
  target.application = "plaza outbox relay";
  target.settings = session_settings;
  const auto output_bytes_max = target.server.output_bytes_max;
  const auto deadline = std::chrono::steady_clock::now() + target.server.connect_timeout;
  auto handle = co_await postgres::connect(executor, std::move(target));
  if (!handle) co_return std::unexpected(std::move(handle.error()));
  auto connection = std::make_shared<postgres::Connection>(executor, std::move(*handle), output_bytes_max);
  connection->on_notification(std::move(notified));
  connection->start([lost = std::move(lost), weak = std::weak_ptr(connection)] {
    const auto self = weak.lock();
    if (!self || !self->usable()) lost();
  });
  asio::co_spawn(executor, show_life(connection), asio::detached);
  RelaySession session(std::move(connection));
  const auto listening = co_await session.ask(alone(Command(listen)), deadline);
  if (!listening) co_return std::unexpected(listening.error());
  co_return std::move(session);
}

asio::awaitable<postgres::Connection::Answer> RelaySession::ask(Commands commands, SteadyTime deadline) {
  // Whatever became of it, the next look at the table tells.
  return postgres::ask(connection_, std::move(commands), postgres::Connection::Loss::harmless, deadline);
}

asio::awaitable<Result<bool>> RelaySession::try_to_lead(SteadyTime deadline) {
  const auto rows = co_await ask(
      alone(Command(lead, Parameters(postgres::advisory_lock_class, postgres::advisory_lock_outbox_relay))), deadline);
  if (!rows) co_return std::unexpected(rows.error());
  co_return rows->front().front().get<bool>(0);
}

asio::awaitable<Result<std::vector<Pending>>> RelaySession::next(const std::vector<std::int64_t>& acknowledged,
                                                                 const RelayOptions& options, SteadyTime deadline) {
  Commands commands;
  if (!acknowledged.empty()) commands.emplace_back(remove_statement, Parameters(acknowledged));
  commands.emplace_back(next_statement, Parameters(static_cast<std::int64_t>(options.batch_rows_max),
                                                   static_cast<std::int64_t>(options.batch_bytes_max)));
  const auto answers = co_await ask(std::move(commands), deadline);
  if (!answers) co_return std::unexpected(answers.error());
  co_return pending_of(answers->back());
}

asio::awaitable<Result<void>> RelaySession::remove(const std::vector<std::int64_t>& acknowledged, SteadyTime deadline) {
  if (acknowledged.empty()) co_return Result<void>{};
  const auto removed = co_await ask(alone(Command(remove_statement, Parameters(acknowledged))), deadline);
  if (!removed) co_return std::unexpected(removed.error());
  co_return Result<void>{};
}

asio::awaitable<Result<std::int64_t>> RelaySession::count(SteadyTime deadline) {
  const auto rows = co_await ask(alone(Command(count_statement, Parameters(counted_rows_max))), deadline);
  if (!rows) co_return std::unexpected(rows.error());
  co_return rows->front().front().get<std::int64_t>(0);
}

}  // namespace plaza::outbox
