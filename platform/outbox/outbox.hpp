#pragma once

#include <span>
#include <vector>

#include "platform/kafka/record.hpp"
#include "platform/postgres/migrations.hpp"
#include "platform/postgres/statement.hpp"

// Events that are told if and only if the change that they tell of is committed: the change and a row of the outbox are
// written in one transaction, and a relay (relay.hpp) publishes the rows.
namespace plaza::outbox {

// The table, as a migration of the service that has it, under a number of the service's choice.
postgres::Migration table(std::uint32_t number);

// A service's own migrations with the table among them, by number.
std::vector<postgres::Migration> with_table(std::span<const postgres::Migration> own, std::uint32_t number);

// Writes records as part of whoever's transaction:
//
//   commands.push_back(outbox::write(records));            // Pool::together, Transaction::together
//
// Records of one key are published in the order in which they were written, provided that their writers take turns:
// take the lock of the row that an event tells of (update it, or select for update) before writing the event.
postgres::Command write(std::span<const kafka::Record> records);
postgres::Command write(std::span<const kafka::Record* const> records);

// The same for a statement of one's own, as the four arrays (topics, keys, values, headers) that
// `insert into outbox (topic, key, value, headers) select * from unnest($n, $n+1, $n+2, $n+3)` takes.
void add_arrays(postgres::Parameters& to, std::span<const kafka::Record* const> records);

// Part of the same transaction: wakes relays in other processes at its commit. Without it they look a moment later.
postgres::Command notify();

}  // namespace plaza::outbox
