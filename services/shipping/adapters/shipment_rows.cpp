#include "services/shipping/adapters/shipment_rows.hpp"

namespace plaza::shipping {
namespace {

constexpr postgres::Statement update_shipment{
    "update_shipment", "update shipments set status = $2, version = $3, updated_at = $4 where id = $1"};

constexpr postgres::Statement insert_event{"insert_shipment_event",
                                           "insert into shipment_events (shipment_id, version, status, at, "
                                           "recorded_at, note) values ($1, $2, $3, $4, $5, $6)"};

std::vector<Event> read_events(const postgres::Row& row, std::size_t first_column) {
  const auto versions = row.get<std::vector<std::int64_t>>(first_column);
  const auto statuses = row.get<std::vector<std::int16_t>>(first_column + 1);
  const auto times = row.get<std::vector<SystemTime>>(first_column + 2);
  const auto recorded = row.get<std::vector<SystemTime>>(first_column + 3);
  auto notes = row.get<std::vector<std::string>>(first_column + 4);
  std::vector<Event> events;
  events.reserve(versions.size());
  for (std::size_t i = 0; i < versions.size(); ++i) {
    events.push_back({.status = static_cast<Status>(statuses.at(i)),
                      .at = times.at(i),
                      .recorded_at = recorded.at(i),
                      .note = std::move(notes.at(i)),
                      .version = versions[i]});
  }
  return events;
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
  shipment.events = read_events(row, column);
  return shipment;
}

}  // namespace

constinit const postgres::Statement find_shipments{"find_shipments", R"sql(
select id, order_id, owner, customer_name, status, version, created_at, updated_at, erased,
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

void add_change(postgres::Commands& to, const Shipment& shipment) {
  const auto& event = shipment.events.back();
  to.emplace_back(update_shipment, postgres::Parameters(shipment.id, static_cast<std::int16_t>(shipment.status),
                                                        shipment.version, shipment.updated_at));
  to.emplace_back(insert_event,
                  postgres::Parameters(shipment.id, event.version, static_cast<std::int16_t>(event.status), event.at,
                                       event.recorded_at, event.note));
}

}  // namespace plaza::shipping
