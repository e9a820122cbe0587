#include "services/orders/adapters/wire_mapping.hpp"

#include "platform/rpc/grpc/timestamp.hpp"

namespace plaza::orders {

NewOrder from_wire(const v1::CreateOrderRequest& request) {
  NewOrder order{
      .id = request.id(), .customer_name = request.customer_name(), .total_price = request.total_price(), .lines = {}};
  order.lines.reserve(static_cast<std::size_t>(request.lines_size()));
  for (const auto& line : request.lines()) {
    order.lines.push_back(
        {.sku = line.sku(), .name = line.name(), .quantity = line.quantity(), .unit_price = line.unit_price()});
  }
  return order;
}

void to_wire(const Order& order, v1::Order& out) {
  out.set_id(order.id.to_string());
  out.set_customer_name(order.customer_name);
  out.set_total_price(order.total_price);
  for (const auto& line : order.lines) {
    auto& to = *out.add_lines();
    to.set_sku(line.sku);
    to.set_name(line.name);
    to.set_quantity(line.quantity);
    to.set_unit_price(line.unit_price);
  }
  // The contract's numbers are ours.
  out.set_status(static_cast<v1::OrderStatus>(order.status));
  out.set_version(order.version);
  rpc::set_time(*out.mutable_created_at(), order.created_at);
  rpc::set_time(*out.mutable_updated_at(), order.updated_at);
}

std::string request_bytes(v1::CreateOrderRequest request) {
  request.clear_id();
  request.clear_idempotency_key();
  return request.SerializeAsString();
}

std::string request_bytes(v1::CancelOrderRequest request) {
  request.clear_idempotency_key();
  return request.SerializeAsString();
}

}  // namespace plaza::orders
