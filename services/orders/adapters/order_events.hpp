#pragma once

#include "platform/kafka/record.hpp"
#include "services/orders/app/order.hpp"

namespace plaza::orders {

inline constexpr std::string_view order_created_topic = "order-created";
inline constexpr std::string_view order_cancelled_topic = "order-cancelled";

// The events that tell of an order as it is now, as records for the outbox. An event's id is the order's with its
// version, so that it is the same however often it is told.
kafka::Record order_created(const Order& order, const TraceContext& trace);
kafka::Record order_cancelled(const Order& order, const TraceContext& trace);

}  // namespace plaza::orders
