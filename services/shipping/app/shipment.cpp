#include "services/shipping/app/shipment.hpp"

#include <algorithm>

#include "platform/core/scopes.hpp"

namespace plaza::shipping {

bool visible_to(const Shipment& shipment, const Identity& who) {
  if (has_scope(who, scope_courier) || has_scope(who, scope_operator)) return true;
  return !shipment.erased && (shipment.owner.empty() || shipment.owner == who.subject);
}

Shipment begin(Uuid id, Uuid order_id, std::string owner, Status status, SystemTime at, SystemTime now) {
  return {.id = id,
          .order_id = order_id,
          .owner = std::move(owner),
          .status = status,
          .created_at = now,
          .updated_at = now,
          .events = {{.status = status, .at = at, .recorded_at = now}}};
}

bool may_become(Status from, Status to) {
  switch (from) {
    case Status::requested:
      return to == Status::packed || to == Status::cancelled;
    case Status::packed:
      return to == Status::dispatched || to == Status::cancelled;
    case Status::dispatched:
      return to == Status::delivered;
    case Status::delivered:
    case Status::cancelled:
      return false;
  }
  return false;
}

void become(Shipment& shipment, Status to, SystemTime at, std::string note, SystemTime now) {
  shipment.status = to;
  ++shipment.version;
  shipment.updated_at = std::max(now, shipment.updated_at);
  shipment.events.push_back({.status = to,
                             .at = at,
                             .recorded_at = shipment.updated_at,
                             .note = shipment.erased ? std::string{} : std::move(note),
                             .version = shipment.version});
}

bool cancel(Shipment& shipment, SystemTime at, SystemTime now) {
  if (!may_become(shipment.status, Status::cancelled)) return false;
  become(shipment, Status::cancelled, at, {}, now);
  return true;
}

Shipment as_at(Shipment shipment, std::int64_t version) {
  std::erase_if(shipment.events, [version](const Event& event) { return event.version > version; });
  if (shipment.events.empty()) return shipment;
  shipment.status = shipment.events.back().status;
  shipment.updated_at = shipment.events.back().recorded_at;
  shipment.version = version;
  return shipment;
}

}  // namespace plaza::shipping
