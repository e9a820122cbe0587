#pragma once

#include "services/shipping/app/carrier_event.hpp"

#include "plaza/shipping/v1/shipping.pb.h"

namespace plaza::shipping {

CarrierEvent from_wire(const v1::RecordCarrierEventRequest& request);
void to_wire(const Shipment& shipment, v1::Shipment& out);

// What makes two requests the same, as bytes: all but the key.
std::string request_bytes(v1::RecordCarrierEventRequest request);

}  // namespace plaza::shipping
