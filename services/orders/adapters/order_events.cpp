#include "services/orders/adapters/order_events.hpp"

#include <fmt/format.h>

#include "platform/outbox/cloud_event.hpp"
#include "platform/rpc/grpc/timestamp.hpp"

#include "plaza/events/v1/order_cancelled.pb.h"
#include "plaza/events/v1/order_created.pb.h"

namespace plaza::orders {
namespace {

constexpr std::string_view source = "/plaza/orders";

kafka::Record record(std::string_view topic, const Order& order, const TraceContext& trace,
                     const google::protobuf::Message& event) {
  auto key = order.id.to_string();
  auto headers = outbox::to_headers({.id = fmt::format("{}/{}", key, order.version),
                                     .source = std::string(source),
                                     .type = event.GetDescriptor()->full_name(),
                                     .time = order.updated_at,
                                     .trace = trace});
  return {.topic = std::string(topic),
          .key = std::move(key),
          .value = event.SerializeAsString(),
          .headers = std::move(headers)};
}

}  // namespace

kafka::Record order_created(const Order& order, const TraceContext& trace) {
  events::v1::OrderCreated event;
  event.set_order_id(order.id.to_string());
  event.set_owner(order.owner);
  event.set_customer_name(order.customer_name);
  event.set_total_price(order.total_price);
  event.set_version(order.version);
  rpc::set_time(*event.mutable_created_at(), order.created_at);
  return record(order_created_topic, order, trace, event);
}

kafka::Record order_cancelled(const Order& order, const TraceContext& trace) {
  events::v1::OrderCancelled event;
  event.set_order_id(order.id.to_string());
  event.set_owner(order.owner);
  event.set_version(order.version);
  rpc::set_time(*event.mutable_cancelled_at(), order.updated_at);
  return record(order_cancelled_topic, order, trace, event);
}

}  // namespace plaza::orders
