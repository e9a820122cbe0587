#pragma once

#include <vector>

#include "services/orders/app/create.hpp"
#include "services/orders/app/order.hpp"

#include "plaza/orders/v1/orders.pb.h"

namespace plaza::orders {

NewOrder from_wire(const v1::CreateOrderRequest& request);
void to_wire(const Order& order, v1::Order& out);

// What makes two requests the same, as bytes: all but the key, and the id that the gateway makes anew for each.
std::string request_bytes(v1::CreateOrderRequest request);
std::string request_bytes(v1::CancelOrderRequest request);

}  // namespace plaza::orders
