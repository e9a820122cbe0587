#include "platform/postgres/migrations.hpp"

#include <array>
#include <map>

#include <fmt/format.h>
#include <openssl/sha.h>

#include "platform/core/hex.hpp"
#include "platform/postgres/advisory_locks.hpp"
#include "platform/postgres/blocking_session.hpp"
#include "platform/postgres/failure.hpp"

namespace plaza::postgres {
namespace {

using std::chrono::steady_clock;

// A migration that cannot have its table makes everyone queue behind it: it lets go, and tries again.
constexpr milliseconds table_wait{2'000};
constexpr milliseconds pause_between_attempts{50};
constexpr std::string_view without_transaction = "-- without transaction";

struct Applied {
  std::string name;
  std::string checksum;
};
using AppliedByNumber = std::map<std::uint32_t, Applied>;

Result<void> whether(Result<BlockingSession::Table> done) {
  if (!done) return std::unexpected(std::move(done.error()));
  return {};
}

std::string checksum_of(const Migration& migration) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(migration.sql.data());
  SHA256(bytes, migration.sql.size(), digest.data());
  std::string text;
  append_hex(text, std::span<const std::uint8_t>(digest));
  return text;
}

Result<AppliedByNumber> read_applied(BlockingSession& session) {
  auto made = session.run(
      "create table if not exists schema_migrations (number integer primary key, name text not null, "
      "checksum text not null, applied_at timestamptz not null default now())");
  if (!made) return std::unexpected(std::move(made.error()));
  auto rows = session.run("select number, name, checksum from schema_migrations");
  if (!rows) return std::unexpected(std::move(rows.error()));
  AppliedByNumber applied;
  for (auto& row : *rows) applied[static_cast<std::uint32_t>(std::stoul(row[0]))] = {row[1], row[2]};
  return applied;
}

std::unexpected<Error> differ(std::string message) {
  return fail(Code::failed_precondition, std::move(message), std::string(reason_migrations_differ));
}

// Nothing is applied before all of it fits.
Result<void> compare(std::span<const Migration> known, AppliedByNumber applied) {
  std::uint32_t last = 0;
  std::optional<Migration> missing;
  for (const auto& migration : known) {
    if (migration.number <= last) return differ(fmt::format("migration {} comes twice", migration.number));
    last = migration.number;
    const auto found = applied.find(migration.number);
    if (found == applied.end()) {
      if (!missing) missing = migration;
      continue;
    }
    if (missing) {
      return differ(fmt::format("migration {} ({}) is not applied, but {} ({}), which comes after it, is",
                                missing->number, missing->name, migration.number, migration.name));
    }
    if (found->second.checksum != checksum_of(migration)) {
      return differ(fmt::format("migration {} ({}) was changed after it had been applied; write another one",
                                migration.number, migration.name));
    }
    applied.erase(found);
  }
  // What is left is either of a newer version of this program, which is well, or was never part of it.
  if (applied.empty() || (applied.begin()->first > last && !missing)) return {};
  return differ(fmt::format("the database has migration {} ({}), which this program lacks", applied.begin()->first,
                            applied.begin()->second.name));
}

Result<void> apply(BlockingSession& session, const Migration& migration) {
  const bool alone = migration.sql.starts_with(without_transaction);
  const auto note = [&] {
    return session.run("insert into schema_migrations (number, name, checksum) values ($1::integer, $2, $3)",
                       {std::to_string(migration.number), std::string(migration.name), checksum_of(migration)});
  };
  if (!alone) {
    if (auto begun = session.run("begin"); !begun) return std::unexpected(std::move(begun.error()));
  }
  auto done = session.run(std::string(migration.sql));
  if (done) done = note();
  if (alone) return whether(std::move(done));
  auto ended = session.run(done ? "commit" : "rollback");
  if (done) done = std::move(ended);
  return whether(std::move(done));
}

Result<void> apply_patiently(BlockingSession& session, const Migration& migration, SteadyTime give_up,
                             telemetry::Log& log) {
  const auto begun = steady_clock::now();
  auto applied = apply(session, migration);
  while (!applied && is_transient(applied.error()) && steady_clock::now() < give_up) {
    log.warning("a migration waits", {{"migration", migration.name}, {"why", applied.error().message}});
    applied = apply(session, migration);
  }
  if (!applied) {
    applied.error().message =
        fmt::format("migration {} ({}): {}", migration.number, migration.name, applied.error().message);
    return applied;
  }
  const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
  log.info("migration applied",
           {{"number", migration.number}, {"migration", migration.name}, {"took_ms", took.count()}});
  return {};
}

// Asks again and again rather than waiting in the server: what waits there has a snapshot, which CREATE INDEX
// CONCURRENTLY of whoever has the lock would wait for.
Result<void> take_turn(BlockingSession& session, SteadyTime give_up) {
  const auto ask = fmt::format("select pg_try_advisory_lock({}, {})", advisory_lock_class, advisory_lock_migrations);
  for (;;) {
    auto asked = session.run(ask);
    if (!asked || asked->front().front() == "t") return whether(std::move(asked));
    if (steady_clock::now() >= give_up) {
      return fail(Code::unavailable, "another instance has been applying migrations all the time");
    }
    std::this_thread::sleep_for(pause_between_attempts);
  }
}

Result<void> set_up(BlockingSession& session, SteadyTime give_up) {
  if (auto turn = take_turn(session, give_up); !turn) return turn;
  return whether(session.run(
      fmt::format("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = {}; "
                  "set client_min_messages = warning",
                  table_wait.count())));
}

}  // namespace

Result<void> migrate(const Target& target, std::span<const Migration> migrations, milliseconds patience,
                     telemetry::Log& log) {
  const auto give_up = steady_clock::now() + patience;
  auto session = BlockingSession::open(target, give_up);
  if (!session) return std::unexpected(std::move(session.error()));
  if (migrations.empty()) return {};
  // The end of the session lets the lock go, whatever happens.
  if (auto ready = set_up(*session, give_up); !ready) return ready;
  auto applied = read_applied(*session);
  if (!applied) return std::unexpected(std::move(applied.error()));
  if (auto fits = compare(migrations, *applied); !fits) return fits;
  for (const auto& migration : migrations) {
    if (applied->contains(migration.number)) continue;
    if (auto done = apply_patiently(*session, migration, give_up, log); !done) return done;
  }
  return {};
}

}  // namespace plaza::postgres
