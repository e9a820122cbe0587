#include "gateway/api/new_order.hpp"

#include <utility>

#include "platform/core/uuid.hpp"

namespace plaza::gateway {

orders::v1::CreateOrderRequest to_message(NewOrder order, std::string idempotency_key, const Clock& clock) {
  orders::v1::CreateOrderRequest request;
  request.set_id(Uuid::version7(clock.now()).to_string());
  request.set_idempotency_key(std::move(idempotency_key));
  request.set_customer_name(std::move(order.customer_name));
  request.set_total_price(order.total_price);
  if (!order.lines) return request;
  for (auto& line : *order.lines) {
    auto& to = *request.add_lines();
    to.set_sku(std::move(line.sku));
    to.set_name(std::move(line.name));
    to.set_quantity(line.quantity);
    to.set_unit_price(line.unit_price);
  }
  return request;
}

}  // namespace plaza::gateway
