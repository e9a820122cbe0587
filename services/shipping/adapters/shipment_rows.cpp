#include "services/shipping/adapters/shipment_rows.hpp"

namespace plaza::shipping {
namespace {

constexpr postgres::Statement update_shipments{"update_shipments", R"sql(
update shipments set status = changed.status, version = changed.version, updated_at = changed.updated_at
from unnest($1, $2, $3, $4) as changed (id, status, version, updated_at)
where shipments.id = changed.id
)sql"};

constexpr postgres::Statement insert_events{"insert_shipment_events", R"sql(
insert into shipment_events (shipment_id, version, status, at, recorded_at, note)
select * from unnest($1, $2, $3, $4, $5, $6)
)sql"};

// Behind what the shipment began with.
void add_later_events(const postgres::Row& row, std::size_t first_column, std::vector<Event>& events) {
  const auto versions = row.get<std::vector<std::int64_t>>(first_column);
  const auto statuses = row.get<std::vector<std::int16_t>>(first_column + 1);
  const auto times = row.get<std::vector<SystemTime>>(first_column + 2);
  const auto recorded = row.get<std::vector<SystemTime>>(first_column + 3);
  auto notes = row.get<std::vector<std::string>>(first_column + 4);
  for (std::size_t i = 0; i < versions.size(); ++i) {
    events.push_back({.status = static_cast<Status>(statuses.at(i)),
                      .at = times.at(i),
                      .recorded_at = recorded.at(i),
                      .note = std::move(notes.at(i)),
                      .version = versions[i]});
  }
}

Shipment read_shipment(const postgres::Row& row) {
  std::size_t column = 0;
  Shipment shipment;
  shipment.id = row.get<Uuid>(column++);
  shipment.order_id = row.get<Uuid>(column++);
  shipment.owner = row.get<std::string>(column++);
  shipment.customer_name = row.get<std::string>(column++);
  shipment.status = static_cast<Status>(row.get<std::int16_t>(column++));
  shipment.version = row.get<std::int64_t>(column++);
  shipment.created_at = row.get<SystemTime>(column++);
  shipment.updated_at = row.get<SystemTime>(column++);
  shipment.erased = row.get<bool>(column++);
  Event first{.recorded_at = shipment.created_at};
  first.status = static_cast<Status>(row.get<std::int16_t>(column++));
  first.at = row.get<SystemTime>(column++);
  shipment.events.push_back(std::move(first));
  add_later_events(row, column, shipment.events);
  return shipment;
}

}  // namespace

constinit const postgres::Statement find_shipments{"find_shipments", R"sql(
select id, order_id, owner, customer_name, status, version, created_at, updated_at, erased,
  first_status, first_at,
  array(select e.version from shipment_events e where shipment_id = id order by e.version),
  array(select e.status from shipment_events e where shipment_id = id order by e.version),
  array(select e.at from shipment_events e where shipment_id = id order by e.version),
  array(select e.recorded_at from shipment_events e where shipment_id = id order by e.version),
  array(select e.note from shipment_events e where shipment_id = id order by e.version)
from shipments where id = any($1) or order_id = any($2)
)sql",
                                                   postgres::Access::read};

std::vector<Shipment> read_shipments(const postgres::Rows& rows) {
  std::vector<Shipment> shipments;
  shipments.reserve(rows.size());
  for (const postgres::Row row : rows.all()) shipments.push_back(read_shipment(row));
  return shipments;
}

void add_changes(postgres::Commands& to, std::span<const Shipment* const> shipments) {
  std::vector<Uuid> ids;
  std::vector<std::int64_t> versions;
  std::vector<std::int16_t> statuses;
  std::vector<SystemTime> at;
  std::vector<SystemTime> recorded;
  std::vector<std::string_view> notes;
  for (const auto* shipment : shipments) {
    const auto& event = shipment->events.back();
    ids.push_back(shipment->id);
    versions.push_back(event.version);
    statuses.push_back(static_cast<std::int16_t>(event.status));
    at.push_back(event.at);
    recorded.push_back(event.recorded_at);
    notes.emplace_back(event.note);
  }
  to.emplace_back(update_shipments, postgres::Parameters(ids, statuses, versions, recorded));
  to.emplace_back(insert_events, postgres::Parameters(ids, versions, statuses, at, recorded, notes));
}

}  // namespace plaza::shipping
