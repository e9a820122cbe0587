#pragma once

#include <variant>

#include "platform/kafka/received.hpp"
#include "services/shipping/adapters/shipment_store.hpp"
#include "services/shipping/adapters/shipping_metrics.hpp"

namespace plaza::shipping {

inline constexpr std::string_view order_created_topic = "order-created";
inline constexpr std::string_view order_cancelled_topic = "order-cancelled";

// Nothing: of a type that came after this program.
using OrderEvent = std::variant<std::monostate, OrderCreated, OrderCancelled>;

// Errors: invalid_argument for a record that is no event of an order.
Result<OrderEvent> read_order_event(const kafka::Record& record);

// Makes and cancels shipments as orders tell: the handler of `order-created` and `order-cancelled`.
class OrderEvents {
 public:
  OrderEvents(const ShipmentStores& stores, telemetry::Metrics& metrics) : stores_(&stores), metrics_(metrics) {}

  asio::awaitable<Result<void>> take(Worker& worker, const kafka::Received& received) const;

 private:
  const ShipmentStores* stores_;
  ShippingMetrics metrics_;
};

}  // namespace plaza::shipping
