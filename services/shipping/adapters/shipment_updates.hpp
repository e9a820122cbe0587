#pragma once

#include "platform/kafka/record.hpp"
#include "services/shipping/app/shipment.hpp"

namespace plaza::shipping {

inline constexpr std::string_view shipment_updated_topic = "shipment-updated";

// The event that tells of a shipment's last change, as a record for the outbox. Its id is the shipment's with its
// version, so that it is the same however often it is told.
kafka::Record shipment_updated(const Shipment& shipment, const TraceContext& trace);

}  // namespace plaza::shipping
