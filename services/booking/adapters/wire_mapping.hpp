#pragma once

#include "services/booking/adapters/station_store.hpp"
#include "services/booking/app/booking.hpp"
#include "services/booking/app/reserve.hpp"

#include "plaza/booking/v1/booking.pb.h"

namespace plaza::booking {

NewBooking from_wire(const v1::ReserveRequest& request);

void to_wire(const Booking& booking, v1::Booking& out);
void to_wire(const StationDay& day, v1::StationDay& out);
void to_wire(const StationView& view, v1::Station& out);

// What makes two requests the same, whatever their ids and keys.
std::string request_bytes(v1::ReserveRequest request);

}  // namespace plaza::booking
