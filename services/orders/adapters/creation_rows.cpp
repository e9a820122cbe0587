#include "services/orders/adapters/creation_rows.hpp"

#include <string_view>
#include <vector>

#include "platform/outbox/outbox.hpp"

namespace plaza::orders {
namespace {

constexpr postgres::Statement insert_keys{
    "insert_idempotency_keys",
    "insert into idempotency_keys (key, request, order_id, created_at) "
    "select * from unnest($1, $2, $3, $4) as kept (key, request, order_id, created_at) order by key"};

constexpr postgres::Statement insert_orders{"insert_orders", R"sql(
insert into orders (id, owner, customer_name, total_price, line_count, status, version, created_at, updated_at)
select id, owner, customer_name, total_price, line_count, 1, 1, created_at, created_at
from unnest($1, $2, $3, $4, $5, $6) as made (id, owner, customer_name, total_price, line_count, created_at)
order by id
)sql"};

constexpr postgres::Statement insert_lines{
    "insert_order_lines",
    "insert into order_lines (order_id, position, sku, name, quantity, unit_price) "
    "select * from unnest($1, $2, $3, $4, $5, $6)"};

// A key or an order that is being written by another transaction is waited for; one that stands already makes nothing.
constexpr postgres::Statement create_orders{"create_orders", R"sql(
with asked as (
  select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    as asked (id, owner, customer_name, total_price, line_count, created_at, key, request, topic, event_key, event, headers)
), keys as (
  insert into idempotency_keys (key, request, order_id, created_at)
  select key, request, id, created_at from asked where key is not null order by key
  on conflict do nothing returning order_id
), made as (
  insert into orders (id, owner, customer_name, total_price, line_count, status, version, created_at, updated_at)
  select id, owner, customer_name, total_price, line_count, 1, 1, created_at, created_at from asked
  where key is null or id in (select order_id from keys) order by id
  on conflict do nothing returning id
), lines as (
  insert into order_lines (order_id, position, sku, name, quantity, unit_price)
  select * from unnest($13, $14, $15, $16, $17, $18) as line (order_id, position, sku, name, quantity, unit_price)
  where order_id in (select id from made)
), events as (
  insert into outbox (topic, key, value, headers)
  select topic, event_key, event, headers from asked where id in (select id from made)
)
select id from made
)sql"};

using Rows = std::span<const CreationRow>;

// id, owner, customer_name, total_price, line_count, created_at
void add_orders(postgres::Parameters& to, Rows rows) {
  std::vector<Uuid> ids;
  std::vector<std::string_view> owners;
  std::vector<std::string_view> names;
  std::vector<std::int32_t> totals;
  std::vector<std::int16_t> line_counts;
  std::vector<SystemTime> times;
  for (const auto& row : rows) {
    const auto& order = row->order;
    ids.push_back(order.id);
    owners.emplace_back(order.owner);
    names.emplace_back(order.customer_name);
    totals.push_back(order.total_price);
    line_counts.push_back(static_cast<std::int16_t>(order.lines.size()));
    times.push_back(order.created_at);
  }
  to.add(ids).add(owners).add(names).add(totals).add(line_counts).add(times);
}

// key, request; null where an order has none.
void add_keys(postgres::Parameters& to, Rows rows) {
  std::vector<std::optional<postgres::Bytea>> keys;
  std::vector<std::optional<postgres::Bytea>> requests;
  for (const auto& row : rows) {
    keys.push_back(row->key ? std::optional(postgres::Bytea{row->key->key}) : std::nullopt);
    requests.push_back(row->key ? std::optional(postgres::Bytea{row->key->request}) : std::nullopt);
  }
  to.add(keys).add(requests);
}

// order_id, position, sku, name, quantity, unit_price. Answers whether there are any.
bool add_lines(postgres::Parameters& to, Rows rows) {
  std::vector<Uuid> ids;
  std::vector<std::int16_t> positions;
  std::vector<std::string_view> skus;
  std::vector<std::string_view> names;
  std::vector<std::int32_t> quantities;
  std::vector<std::int32_t> prices;
  for (const auto& row : rows) {
    for (const auto& line : row->order.lines) {
      const auto position = &line - row->order.lines.data();
      ids.push_back(row->order.id);
      positions.push_back(static_cast<std::int16_t>(position));
      skus.emplace_back(line.sku);
      names.emplace_back(line.name);
      quantities.push_back(line.quantity);
      prices.push_back(line.unit_price);
    }
  }
  to.add(ids).add(positions).add(skus).add(names).add(quantities).add(prices);
  return !ids.empty();
}

std::vector<const kafka::Record*> events_of(Rows rows) {
  std::vector<const kafka::Record*> events;
  events.reserve(rows.size());
  for (const auto& row : rows) events.push_back(&row->event);
  return events;
}

// Only of the orders that have a key.
void insert_their_keys(postgres::Commands& to, Rows rows) {
  std::vector<postgres::Bytea> keys;
  std::vector<postgres::Bytea> requests;
  std::vector<Uuid> ids;
  std::vector<SystemTime> times;
  for (const auto& row : rows) {
    if (!row->key) continue;
    keys.push_back({row->key->key});
    requests.push_back({row->key->request});
    ids.push_back(row->order.id);
    times.push_back(row->order.created_at);
  }
  if (!keys.empty()) to.emplace_back(insert_keys, postgres::Parameters(keys, requests, ids, times));
}

}  // namespace

postgres::Commands insert_new(std::span<const CreationRow> rows) {
  postgres::Commands commands;
  insert_their_keys(commands, rows);
  postgres::Parameters orders;
  add_orders(orders, rows);
  commands.emplace_back(insert_orders, std::move(orders));
  postgres::Parameters lines;
  if (add_lines(lines, rows)) commands.emplace_back(insert_lines, std::move(lines));
  commands.push_back(outbox::write(events_of(rows)));
  return commands;
}

postgres::Command insert_what_is_new(std::span<const CreationRow> rows) {
  postgres::Parameters values;
  add_orders(values, rows);
  add_keys(values, rows);
  outbox::add_arrays(values, events_of(rows));
  add_lines(values, rows);
  return postgres::Command(create_orders, std::move(values));
}

}  // namespace plaza::orders
