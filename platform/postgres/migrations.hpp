#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"
#include "platform/postgres/connector.hpp"
#include "platform/telemetry/log.hpp"

namespace plaza::postgres {

// One numbered step of a database's schema, from a file NNNN_name.sql (cmake/migrations.cmake embeds them). Of static
// storage. What it must keep to so that the version before still runs stands in README.md, "Migrations".
struct Migration {
  std::uint32_t number;
  std::string_view name;
  std::string_view sql;
};

// `reason` of a refusal: the database and the files of this program contradict each other.
inline constexpr std::string_view reason_migrations_differ = "MIGRATIONS_DIFFER";

// Brings the database to what this program knows: applies what is missing, in order, each in a transaction of its own
// together with the note of it. Instances that start at once take turns by an advisory lock. A database that is ahead
// is accepted. Waits for the server, the lock, and for what holds a table, `patience` at most; blocks, so it is for the
// start of a process. Errors: failed_precondition, MIGRATIONS_DIFFER; what the server says about a migration that
// fails; unavailable, deadline_exceeded.
Result<void> migrate(const Target& target, std::span<const Migration> migrations, milliseconds patience,
                     telemetry::Log& log);

}  // namespace plaza::postgres
