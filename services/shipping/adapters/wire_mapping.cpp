#include "services/shipping/adapters/wire_mapping.hpp"

#include "platform/rpc/grpc/timestamp.hpp"

namespace plaza::shipping {
namespace {

// The contract's numbers are ours.
std::optional<Status> from_wire(v1::ShipmentStatus status) {
  if (status < v1::SHIPMENT_STATUS_REQUESTED || status > v1::SHIPMENT_STATUS_CANCELLED) return std::nullopt;
  return static_cast<Status>(status);
}

}  // namespace

CarrierEvent from_wire(const v1::RecordCarrierEventRequest& request) {
  CarrierEvent event{.status = from_wire(request.status()), .note = request.note(), .at = {}, .expected_version = {}};
  if (request.has_at()) event.at = rpc::time_of(request.at());
  if (request.has_expected_version()) event.expected_version = request.expected_version();
  return event;
}

void to_wire(const Shipment& shipment, v1::Shipment& out) {
  out.set_id(shipment.id.to_string());
  out.set_order_id(shipment.order_id.to_string());
  out.set_customer_name(shipment.customer_name);
  out.set_status(static_cast<v1::ShipmentStatus>(shipment.status));
  out.set_version(shipment.version);
  rpc::set_time(*out.mutable_created_at(), shipment.created_at);
  rpc::set_time(*out.mutable_updated_at(), shipment.updated_at);
  for (const auto& event : shipment.events) {
    auto& to = *out.add_events();
    to.set_status(static_cast<v1::ShipmentStatus>(event.status));
    to.set_note(event.note);
    rpc::set_time(*to.mutable_at(), event.at);
  }
}

std::string request_bytes(v1::RecordCarrierEventRequest request) {
  request.clear_idempotency_key();
  return request.SerializeAsString();
}

}  // namespace plaza::shipping
