#include "services/shipping/adapters/shipment_updates.hpp"

#include <fmt/format.h>

#include "platform/outbox/cloud_event.hpp"
#include "platform/rpc/grpc/timestamp.hpp"

#include "plaza/events/v1/shipment_updated.pb.h"

namespace plaza::shipping {

kafka::Record shipment_updated(const Shipment& shipment, const TraceContext& trace) {
  const auto& last = shipment.events.back();
  events::v1::ShipmentUpdated event;
  event.set_shipment_id(shipment.id.to_string());
  event.set_order_id(shipment.order_id.to_string());
  event.set_owner(shipment.owner);
  // The contract's numbers are ours.
  event.set_status(static_cast<v1::ShipmentStatus>(shipment.status));
  rpc::set_time(*event.mutable_at(), last.at);
  event.set_note(last.note);
  event.set_version(shipment.version);
  return {.topic = std::string(shipment_updated_topic),
          .key = event.order_id(),
          .value = event.SerializeAsString(),
          .headers = outbox::to_headers({.id = fmt::format("{}/{}", event.shipment_id(), shipment.version),
                                         .source = "/plaza/shipping",
                                         .type = event.GetDescriptor()->full_name(),
                                         .time = last.recorded_at,
                                         .trace = trace})};
}

}  // namespace plaza::shipping
