#include "services/shipping/adapters/cancellations.hpp"

#include <map>
#include <set>

#include "platform/outbox/outbox.hpp"
#include "services/shipping/adapters/erasure.hpp"
#include "services/shipping/adapters/shipment_rows.hpp"
#include "services/shipping/adapters/shipment_updates.hpp"

namespace plaza::shipping {
namespace {

// Makes those that are not there, and answers which; those that are there are held until the transaction ends, and stay
// as they are. In the order of their orders, as all who take many at once: so nobody waits in a circle.
constexpr postgres::Statement insert_cancelled{"insert_cancelled_shipments", R"sql(
insert into shipments as known (id, order_id, owner, customer_name, status, version, first_status, first_at,
  created_at, updated_at, erased)
select id, order_id, case when erased then '' else owner end, '', 5, 1, 5, cancelled_at, made_at, made_at, erased
from (
  select distinct on (order_id) told.*, erased_persons.person is not null as erased
  from unnest($1, $2, $3, $4, $5, $6) as told (id, order_id, owner, cancelled_at, made_at, person)
  left join erased_persons on erased_persons.person = told.person and erased_at >= cancelled_at
  order by order_id, cancelled_at
) as news
order by order_id
on conflict (order_id) do update set erased = known.erased where false
returning id
)sql"};

std::map<Uuid, Shipment> by_order(std::vector<Shipment> shipments) {
  std::map<Uuid, Shipment> found;
  for (auto& shipment : shipments) found.emplace(shipment.order_id, std::move(shipment));
  return found;
}

std::set<Uuid> ids_of(const postgres::Rows& rows) {
  std::set<Uuid> ids;
  for (const postgres::Row row : rows.all()) ids.insert(row.get<Uuid>(0));
  return ids;
}

}  // namespace

Cancellations::Cancellations(StoreParts parts)
    : parts_(std::move(parts)), batches_(batcher<Row>(parts_, "cancellations", &write)) {}

asio::awaitable<Result<bool>> Cancellations::take(RequestContext context, OrderCancelled event) {
  const auto now = parts_.clock->now();
  auto shipment = begin(Uuid::version7(now), event.order_id, event.owner, Status::cancelled, event.cancelled_at, now);
  auto person = person_digest(event.owner);
  auto row =
      std::make_shared<const Cancellation>(std::move(event), std::move(shipment), std::move(person), context.trace);
  const auto changed = co_await batches_.submit(std::move(context), std::move(row));
  if (changed && *changed) parts_.events_written();
  co_return changed;
}

asio::awaitable<Result<std::vector<bool>>> Cancellations::write(postgres::Pool& pool, RequestContext context,
                                                                std::span<const Row> rows) {
  auto transaction = co_await pool.begin(context);
  if (!transaction) co_return std::unexpected(transaction.error());
  std::vector<Uuid> orders;
  for (const auto& row : rows) orders.push_back(row->event.order_id);
  postgres::Commands commands;
  commands.push_back(before_erasures());
  commands.emplace_back(insert_cancelled, shipments(rows));
  commands.emplace_back(find_shipments, postgres::Parameters(std::vector<Uuid>{}, orders));
  const auto answers = co_await transaction->together(std::move(commands));
  if (!answers) co_return std::unexpected(answers.error());
  const auto made = ids_of((*answers)[1]);
  auto known = by_order(read_shipments(answers->back()));

  std::vector<bool> results;
  std::vector<const Shipment*> changed;
  std::vector<kafka::Record> updates;
  for (const auto& row : rows) {
    auto& shipment = known.at(row->event.order_id);
    const bool is_new = made.contains(row->shipment.id);
    results.push_back(is_new || cancel(shipment, row->event.cancelled_at, row->shipment.created_at));
    if (!results.back()) continue;
    if (!is_new) changed.push_back(&shipment);
    updates.push_back(shipment_updated(shipment, row->trace));
  }
  if (updates.empty()) {
    co_await transaction->rollback();
    co_return results;
  }
  postgres::Commands changes;
  if (!changed.empty()) add_changes(changes, changed);
  changes.push_back(outbox::write(updates));
  const auto written = co_await transaction->together(std::move(changes));
  if (!written) co_return std::unexpected(written.error());
  const auto committed = co_await transaction->commit();
  if (!committed) co_return std::unexpected(committed.error());
  co_return results;
}

// $1 to $6 of insert_cancelled.
postgres::Parameters Cancellations::shipments(std::span<const Row> rows) {
  std::vector<Uuid> ids;
  std::vector<Uuid> order_ids;
  std::vector<std::string_view> owners;
  std::vector<SystemTime> cancelled_at;
  std::vector<SystemTime> made_at;
  std::vector<postgres::Bytea> persons;
  for (const auto& row : rows) {
    ids.push_back(row->shipment.id);
    order_ids.push_back(row->event.order_id);
    owners.emplace_back(row->event.owner);
    cancelled_at.push_back(row->event.cancelled_at);
    made_at.push_back(row->shipment.created_at);
    persons.push_back({row->person});
  }
  return postgres::Parameters(ids, order_ids, owners, cancelled_at, made_at, persons);
}

}  // namespace plaza::shipping
