#include "services/shipping/adapters/requests.hpp"

#include <algorithm>

#include "platform/outbox/outbox.hpp"
#include "services/shipping/adapters/erasure.hpp"
#include "services/shipping/adapters/shipment_updates.hpp"

namespace plaza::shipping {
namespace {

// A row that was there already is told from a new one by its xmax. One that was cancelled before its order was heard of
// has no name yet.
constexpr postgres::Statement request_shipments{"request_shipments", R"sql(
with told as (
  select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    as told (event_id, id, order_id, owner, customer_name, ordered_at, made_at, person, topic, event_key, event, headers)
), applied as (
  insert into applied_events (id) select event_id from told order by event_id
  on conflict do nothing returning id
), news as (
  select distinct on (order_id) told.*, erased_persons.person is not null as erased
  from told join applied on applied.id = told.event_id
  left join erased_persons on erased_persons.person = told.person and erased_at >= ordered_at
  order by order_id
), stored as (
  insert into shipments as known (id, order_id, owner, customer_name, status, version, created_at, updated_at, erased)
  select id, order_id, case when erased then '' else owner end, case when erased then '' else customer_name end,
    1, 1, made_at, made_at, erased
  from news order by order_id
  on conflict (order_id) do update set customer_name = excluded.customer_name, erased = excluded.erased
    where known.customer_name = '' and not known.erased
  returning id, xmax = 0 as made
), events as (
  insert into shipment_events (shipment_id, version, status, at, recorded_at, note)
  select id, 1, 1, ordered_at, made_at, '' from news where id in (select id from stored where made)
), updates as (
  insert into outbox (topic, key, value, headers)
  select topic, event_key, event, headers from news where id in (select id from stored where made)
)
select id from stored where made
)sql"};

}  // namespace

Requests::Requests(StoreParts parts)
    : parts_(std::move(parts)),
      batches_(parts_.worker->executor(), *parts_.clock, parts_.batches,
               postgres::BatcherMetrics(*parts_.metrics, "shipments", *parts_.worker),
               [pool = parts_.pool](RequestContext context, std::span<const Row> rows) {
                 return write(*pool, std::move(context), rows);
               }) {}

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
  std::vector<std::string_view> event_ids;
  std::vector<Uuid> ids;
  std::vector<Uuid> order_ids;
  std::vector<std::string_view> owners;
  std::vector<std::string_view> names;
  std::vector<SystemTime> ordered;
  std::vector<SystemTime> made_at;
  std::vector<postgres::Bytea> persons;
  std::vector<kafka::Record> updates;
  for (const auto& row : rows) {
    event_ids.emplace_back(row->event.event_id);
    ids.push_back(row->shipment.id);
    order_ids.push_back(row->event.order_id);
    owners.emplace_back(row->event.owner);
    names.emplace_back(row->event.customer_name);
    ordered.push_back(row->event.created_at);
    made_at.push_back(row->shipment.created_at);
    persons.push_back({row->person});
    updates.push_back(row->update);
  }
  postgres::Parameters values(event_ids, ids, order_ids, owners, names, ordered, made_at, persons);
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
  results.reserve(ids.size());
  for (const auto& id : ids) results.push_back(std::ranges::binary_search(made, id));
  co_return results;
}

}  // namespace plaza::shipping
