#include "platform/outbox/outbox.hpp"

#include <algorithm>

#include "platform/outbox/header_lines.hpp"

namespace plaza::outbox {
namespace {

// Rows come and go by the thousand: the table is vacuumed often and in haste, so that its head does not fill with rows
// that are gone.
constexpr std::string_view table_sql = R"sql(create table outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  key text not null,
  value bytea not null,
  headers text not null,
  created_at timestamptz not null default clock_timestamp()
) with (
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 10000,
  autovacuum_vacuum_insert_threshold = -1,
  autovacuum_analyze_threshold = 2000000000,
  autovacuum_vacuum_cost_delay = 0
))sql";

constexpr postgres::Statement write_statement{
    "outbox_write", "insert into outbox (topic, key, value, headers) select * from unnest($1, $2, $3, $4)"};

constexpr postgres::Statement notify_statement{"outbox_notify", "select pg_notify('outbox', '')"};

}  // namespace

postgres::Migration table(std::uint32_t number) {
  return {.number = number, .name = "create_outbox", .sql = table_sql};
}

std::vector<postgres::Migration> with_table(std::span<const postgres::Migration> own, std::uint32_t number) {
  std::vector<postgres::Migration> all(own.begin(), own.end());
  all.push_back(table(number));
  std::ranges::sort(all, {}, &postgres::Migration::number);
  return all;
}

void add_arrays(postgres::Parameters& to, std::span<const kafka::Record* const> records) {
  std::vector<std::string_view> topics;
  std::vector<std::string_view> keys;
  std::vector<postgres::Bytea> values;
  std::vector<std::string> headers;
  topics.reserve(records.size());
  keys.reserve(records.size());
  values.reserve(records.size());
  headers.reserve(records.size());
  for (const auto* record : records) {
    topics.emplace_back(record->topic);
    keys.emplace_back(record->key);
    values.push_back({record->value});
    headers.push_back(to_lines(record->headers));
  }
  to.add(topics).add(keys).add(values).add(headers);
}

postgres::Command write(std::span<const kafka::Record> records) {
  std::vector<const kafka::Record*> all;
  all.reserve(records.size());
  for (const auto& record : records) all.push_back(&record);
  return write(all);
}

postgres::Command write(std::span<const kafka::Record* const> records) {
  postgres::Parameters arrays;
  add_arrays(arrays, records);
  return postgres::Command(write_statement, std::move(arrays));
}

postgres::Command notify() {
  return postgres::Command(notify_statement);
}

}  // namespace plaza::outbox
