#pragma once

#include <optional>

#include "platform/kafka/received.hpp"
#include "services/orders/adapters/order_metrics.hpp"
#include "services/orders/adapters/order_store.hpp"

namespace plaza::orders {

inline constexpr std::string_view shipment_updated_topic = "shipment-updated";

// What an event says that its order should know; nothing when it tells of nothing that changes an order, or is of a
// type or a status that came after this program. Errors: invalid_argument for a record that is no such event.
Result<std::optional<ProgressEvent>> read_progress(const kafka::Record& record);

// Keeps orders in step with their shipments: the handler of `shipment-updated`.
class ShipmentProgress {
 public:
  ShipmentProgress(const OrderStores& stores, telemetry::Metrics& metrics) : stores_(&stores), metrics_(metrics) {}

  asio::awaitable<Result<void>> take(Worker& worker, const kafka::Received& received) const;

 private:
  const OrderStores* stores_;
  OrderMetrics metrics_;
};

}  // namespace plaza::orders
