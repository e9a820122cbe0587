#pragma once

#include <optional>

#include "services/orders/app/order.hpp"

namespace plaza::orders {

// How far a shipment is, as its events tell.
enum class Shipment : std::uint8_t { requested, packed, dispatched, delivered, cancelled };

// What an order comes to by what its shipment has come to, if it may (may_become); nothing: it stays as it is.
std::optional<Status> progress(Shipment shipment);

}  // namespace plaza::orders
