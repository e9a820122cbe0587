#include "services/shipping/adapters/order_events.hpp"

#include "platform/outbox/cloud_event.hpp"
#include "platform/rpc/grpc/timestamp.hpp"

#include "plaza/events/v1/order_cancelled.pb.h"
#include "plaza/events/v1/order_created.pb.h"

namespace plaza::shipping {
namespace {

template <class Message>
Result<Message> read_message(const kafka::Record& record) {
  Message message;
  if (message.ParseFromString(record.value)) return message;
  return fail(Code::invalid_argument, "the record is not a message of its type");
}

Result<Uuid> read_order_id(const std::string& text) {
  if (const auto id = Uuid::parse(text)) return *id;
  return fail(Code::invalid_argument, "the event names no order");
}

Result<OrderEvent> read_created(const kafka::Record& record) {
  auto message = read_message<events::v1::OrderCreated>(record);
  if (!message) return std::unexpected(std::move(message.error()));
  const auto order_id = read_order_id(message->order_id());
  if (!order_id) return std::unexpected(order_id.error());
  return OrderCreated{.order_id = *order_id,
                      .owner = message->owner(),
                      .customer_name = message->customer_name(),
                      .created_at = rpc::time_of(message->created_at())};
}

Result<OrderEvent> read_cancelled(const kafka::Record& record) {
  auto message = read_message<events::v1::OrderCancelled>(record);
  if (!message) return std::unexpected(std::move(message.error()));
  const auto order_id = read_order_id(message->order_id());
  if (!order_id) return std::unexpected(order_id.error());
  return OrderCancelled{
      .order_id = *order_id, .owner = message->owner(), .cancelled_at = rpc::time_of(message->cancelled_at())};
}

}  // namespace

Result<OrderEvent> read_order_event(const kafka::Record& record) {
  auto event = outbox::read_cloud_event(record.headers);
  if (!event) return std::unexpected(std::move(event.error()));
  if (event->type == events::v1::OrderCreated::descriptor()->full_name()) {
    return read_created(record);
  }
  if (event->type == events::v1::OrderCancelled::descriptor()->full_name()) {
    return read_cancelled(record);
  }
  return OrderEvent{};
}

asio::awaitable<Result<void>> OrderEvents::take(Worker& worker, const kafka::Received& received) const {
  auto event = read_order_event(received.record);
  if (!event) co_return std::unexpected(std::move(event.error()));
  auto& store = stores_->of(worker);
  if (auto* created = std::get_if<OrderCreated>(&*event)) {
    const auto made = co_await store.requests.take(received.context, std::move(*created));
    if (!made) co_return std::unexpected(made.error());
    (*made ? metrics_.requested : metrics_.repeated)->add(worker.index());
  } else if (auto* cancelled = std::get_if<OrderCancelled>(&*event)) {
    const auto changed = co_await store.cancellations.take(received.context, std::move(*cancelled));
    if (!changed) co_return std::unexpected(changed.error());
    (*changed ? metrics_.cancelled : metrics_.not_cancelled)->add(worker.index());
  }
  co_return Result<void>{};
}

}  // namespace plaza::shipping
