#pragma once

#include <span>
#include <vector>

#include "platform/postgres/rows.hpp"
#include "platform/postgres/statement.hpp"
#include "services/shipping/app/shipment.hpp"

namespace plaza::shipping {

// Finds shipments by $1 (uuid[], their ids) or $2 (uuid[], their orders'), in any order.
extern const postgres::Statement find_shipments;

// What `find_shipments` answered.
std::vector<Shipment> read_shipments(const postgres::Rows& rows);

// Commands that store the last change of each of these: its row, and the event that made it.
void add_changes(postgres::Commands& to, std::span<const Shipment* const> shipments);

}  // namespace plaza::shipping
