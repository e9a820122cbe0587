#pragma once

#include <string>

#include "gateway/api/order_types.hpp"
#include "platform/core/clock.hpp"

namespace plaza::gateway {

// What the service is asked to make. The order gets its id here, so that the call may be sent again without making a
// second one. `idempotency_key` may be empty.
orders::v1::CreateOrderRequest to_message(NewOrder order, std::string idempotency_key, const Clock& clock);

}  // namespace plaza::gateway
