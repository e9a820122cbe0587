#include "services/orders/adapters/creations.hpp"

#include <unordered_set>

#include "platform/outbox/outbox.hpp"
#include "services/orders/adapters/order_events.hpp"
#include "services/orders/adapters/order_rows.hpp"
#include "services/orders/app/create.hpp"

namespace plaza::orders {
namespace {

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

constexpr postgres::Statement find_key{
    "find_idempotency_key", "select request, order_id from idempotency_keys where key = $1", postgres::Access::read};

struct UuidHash {
  std::size_t operator()(const Uuid& id) const {
    return std::hash<std::string_view>{}({reinterpret_cast<const char*>(id.bytes().data()), id.bytes().size()});
  }
};

// $1 to $8: what stands in the orders' own rows.
template <class Rows>
void add_orders(postgres::Parameters& to, const Rows& rows) {
  std::vector<Uuid> ids;
  std::vector<std::string_view> owners;
  std::vector<std::string_view> names;
  std::vector<std::int32_t> totals;
  std::vector<std::int16_t> line_counts;
  std::vector<SystemTime> times;
  std::vector<std::optional<postgres::Bytea>> keys;
  std::vector<std::optional<postgres::Bytea>> requests;
  for (const auto& row : rows) {
    const auto& order = row->order;
    ids.push_back(order.id);
    owners.emplace_back(order.owner);
    names.emplace_back(order.customer_name);
    totals.push_back(order.total_price);
    line_counts.push_back(static_cast<std::int16_t>(order.lines.size()));
    times.push_back(order.created_at);
    keys.push_back(row->key ? std::optional(postgres::Bytea{row->key->key}) : std::nullopt);
    requests.push_back(row->key ? std::optional(postgres::Bytea{row->key->request}) : std::nullopt);
  }
  to.add(ids).add(owners).add(names).add(totals).add(line_counts).add(times).add(keys).add(requests);
}

// $13 to $18.
template <class Rows>
void add_lines(postgres::Parameters& to, const Rows& rows) {
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
}

}  // namespace

Creations::Creations(StoreParts parts)
    : parts_(std::move(parts)),
      batches_(parts_.worker->executor(), *parts_.clock, parts_.batches,
               postgres::BatcherMetrics(*parts_.metrics, "orders", *parts_.worker),
               [pool = parts_.pool](RequestContext context, std::span<const Row> rows) {
                 return write(*pool, std::move(context), rows);
               }) {}

asio::awaitable<Result<Created>> Creations::create(RequestContext context, Order order,
                                                   std::optional<rpc::IdempotencyKey> key) {
  // A statement cannot tell two rows of its own apart: the same key or id is let in once.
  const auto id_mark = under_way_.begin(order.id.to_string());
  const auto key_mark = under_way_.begin(key ? key->key : order.id.to_string() + " without a key");
  if (!id_mark || !key_mark) co_return std::unexpected(rpc::key_in_use());
  auto event = order_created(order, context.trace);
  const auto asked = std::make_shared<const Creation>(std::move(order), std::move(key), std::move(event));
  const auto made = co_await batches_.submit(context, asked);
  if (!made) co_return std::unexpected(made.error());
  if (!*made) co_return co_await made_before(std::move(context), *asked);
  parts_.events_written();
  co_return Created{.order = asked->order};
}

asio::awaitable<Result<std::vector<bool>>> Creations::write(postgres::Pool& pool, RequestContext context,
                                                            std::span<const Row> rows) {
  std::vector<kafka::Record> events;
  events.reserve(rows.size());
  for (const auto& row : rows) events.push_back(row->event);
  postgres::Parameters values;
  add_orders(values, rows);
  outbox::add_arrays(values, events);
  add_lines(values, rows);
  const auto answer = co_await pool.query(context, postgres::Command(create_orders, std::move(values)));
  if (!answer) co_return std::unexpected(answer.error());
  std::unordered_set<Uuid, UuidHash> made;
  for (const postgres::Row row : answer->all()) made.insert(row.get<Uuid>(0));
  std::vector<bool> results;
  results.reserve(rows.size());
  for (const auto& row : rows) results.push_back(made.contains(row->order.id));
  co_return results;
}

asio::awaitable<Result<Created>> Creations::made_before(RequestContext context, const Creation& asked) {
  auto id = asked.order.id;
  if (asked.key) {
    const auto found = co_await parts_.pool->query(context, find_key, postgres::Bytea{asked.key->key});
    if (!found) co_return std::unexpected(found.error());
    if (!found->empty()) {
      if (found->front().get<postgres::Bytea>(0).bytes != asked.key->request) {
        co_return std::unexpected(rpc::key_reused());
      }
      id = found->front().get<Uuid>(1);
    }
  }
  const auto rows = co_await parts_.pool->query(context, find_orders, std::vector{id});
  if (!rows) co_return std::unexpected(rows.error());
  auto orders = read_orders(*rows);
  if (orders.empty()) co_return fail(Code::aborted, "the order met another one; it may be sent again");
  if (!is_the_same(asked.order, orders.front())) {
    co_return fail(Code::already_exists, "there is another order with this id");
  }
  co_return Created{.order = as_made(std::move(orders.front())), .repeated = true};
}

}  // namespace plaza::orders
