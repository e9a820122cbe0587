#pragma once

#include <string>

#include "gateway/api/booking_types.hpp"
#include "platform/core/clock.hpp"

namespace plaza::gateway {

// What the service is asked to book. The booking gets its id here, so that the call may be sent again without taking a
// second place. `idempotency_key` may be empty.
booking::v1::ReserveRequest to_message(NewBooking booking, std::string idempotency_key, const Clock& clock);

}  // namespace plaza::gateway
