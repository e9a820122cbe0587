#include "services/shipping/adapters/requests.hpp"

#include <algorithm>

#include "platform/outbox/outbox.hpp"
#include "services/shipping/adapters/erasure.hpp"
#include "services/shipping/adapters/shipment_updates.hpp"

namespace plaza::shipping {
namespace {

// What is wanted nearly always: all orders are heard of for the first time.
constexpr postgres::Statement insert_shipments{"insert_shipments", R"sql(
insert into shipments (id, order_id, owner, customer_name, status, version, first_status, first_at,
  created_at, updated_at, erased)
select id, order_id, case when erased then '' else owner end, case when erased then '' else customer_name end,
  1, 1, 1, ordered_at, made_at, made_at, erased
from (
  select told.*, erased_persons.person is not null as erased
  from unnest($1, $2, $3, $4, $5, $6, $7) as told (id, order_id, owner, customer_name, ordered_at, made_at, person)
  left join erased_persons on erased_persons.person = told.person and erased_at >= ordered_at
) as news
order by order_id
)sql"};

// Where some are not. A row that was there already is told from a new one by its xmax. One that was cancelled before
// its order was heard of has no name yet.
constexpr postgres::Statement request_shipments{"request_shipments", R"sql(
with told as (
  select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    as told (id, order_id, owner, customer_name, ordered_at, made_at, person, topic, event_key, event, headers)
), news as (
  select distinct on (order_id) told.*, erased_persons.person is not null as erased
  from told left join erased_persons on erased_persons.person = told.person and erased_at >= ordered_at
  order by order_id
), stored as (
  insert into shipments as known (id, order_id, owner, customer_name, status, version, first_status, first_at,
    created_at, updated_at, erased)
  select id, order_id, case when erased then '' else owner end, case when erased then '' else customer_name end,
    1, 1, 1, ordered_at, made_at, made_at, erased
  from news order by order_id
  on conflict (order_id) do update set customer_name = excluded.customer_name, erased = excluded.erased
    where known.customer_name = '' and not known.erased
  returning id, xmax = 0 as made
), updates as (
  insert into outbox (topic, key, value, headers)
  select topic, event_key, event, headers from news where id in (select id from stored where made)
)
select id from stored where made
)sql"};

}  // namespace

Requests::Requests(StoreParts parts) : parts_(std::move(parts)), batches_(batcher<Row>(parts_, "shipments", &write)) {}

asio::awaitable<Result<bool>> Requests::take(RequestContext context, OrderCreated event) {
  const auto now = parts_.clock->now();
  auto shipment = begin(Uuid::version7(now), event.order_id, event.owner, Status::requested, event.created_at, now);
  auto update = shipment_updated(shipment, context.trace);
  auto person = event.owner.empty() ? std::string{} : person_digest(event.owner);
  const auto made = co_await batches_.submit(
      std::move(context),
      std::make_shared<const Request>(std::move(event), std::move(shipment), std::move(person), std::move(update)));
  if (made && *made) parts_.events_written();
  co_return made;
}

asio::awaitable<Result<std::vector<bool>>> Requests::write(postgres::Pool& pool, RequestContext context,
                                                           std::span<const Row> rows) {
  std::vector<const kafka::Record*> updates;
  updates.reserve(rows.size());
  for (const auto& row : rows) updates.push_back(&row->update);
  postgres::Commands commands;
  commands.push_back(before_erasures());
  commands.emplace_back(insert_shipments, shipments(rows));
  commands.push_back(outbox::write(updates));
  const auto stored = co_await pool.together(context, std::move(commands));
  if (stored) co_return std::vector<bool>(rows.size(), true);
  if (stored.error().reason != postgres::reason_unique) co_return std::unexpected(stored.error());
  co_return co_await write_what_is_new(pool, std::move(context), rows, updates);
}

asio::awaitable<Result<std::vector<bool>>> Requests::write_what_is_new(postgres::Pool& pool, RequestContext context,
                                                                       std::span<const Row> rows,
                                                                       std::span<const kafka::Record* const> updates) {
  auto values = shipments(rows);
  outbox::add_arrays(values, updates);
  postgres::Commands commands;
  commands.push_back(before_erasures());
  commands.emplace_back(request_shipments, std::move(values));
  const auto answers = co_await pool.together(std::move(context), std::move(commands));
  if (!answers) co_return std::unexpected(answers.error());
  std::vector<Uuid> made;
  for (const postgres::Row row : answers->back().all()) made.push_back(row.get<Uuid>(0));
  std::ranges::sort(made);
  std::vector<bool> results;
  results.reserve(rows.size());
  for (const auto& row : rows) results.push_back(std::ranges::binary_search(made, row->shipment.id));
  co_return results;
}

// $1 to $7 of both statements.
postgres::Parameters Requests::shipments(std::span<const Row> rows) {
  std::vector<Uuid> ids;
  std::vector<Uuid> order_ids;
  std::vector<std::string_view> owners;
  std::vector<std::string_view> names;
  std::vector<SystemTime> ordered;
  std::vector<SystemTime> made_at;
  std::vector<postgres::Bytea> persons;
  for (const auto& row : rows) {
    ids.push_back(row->shipment.id);
    order_ids.push_back(row->event.order_id);
    owners.emplace_back(row->event.owner);
    names.emplace_back(row->event.customer_name);
    ordered.push_back(row->event.created_at);
    made_at.push_back(row->shipment.created_at);
    persons.push_back({row->person});
  }
  return postgres::Parameters(ids, order_ids, owners, names, ordered, made_at, persons);
}

}  // namespace plaza::shipping
