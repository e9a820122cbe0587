#include "services/orders/adapters/shipment_progress.hpp"

#include "platform/outbox/cloud_event.hpp"
#include "platform/rpc/grpc/timestamp.hpp"
#include "services/orders/app/progress.hpp"

#include "plaza/events/v1/shipment_updated.pb.h"

namespace plaza::orders {
namespace {

std::optional<Shipment> from_wire(shipping::v1::ShipmentStatus status) {
  switch (status) {
    case shipping::v1::SHIPMENT_STATUS_REQUESTED:
      return Shipment::requested;
    case shipping::v1::SHIPMENT_STATUS_PACKED:
      return Shipment::packed;
    case shipping::v1::SHIPMENT_STATUS_DISPATCHED:
      return Shipment::dispatched;
    case shipping::v1::SHIPMENT_STATUS_DELIVERED:
      return Shipment::delivered;
    case shipping::v1::SHIPMENT_STATUS_CANCELLED:
      return Shipment::cancelled;
    default:
      return std::nullopt;
  }
}

}  // namespace

Result<std::optional<ProgressEvent>> read_progress(const kafka::Record& record) {
  auto event = outbox::read_cloud_event(record.headers);
  if (!event) return std::unexpected(std::move(event.error()));
  events::v1::ShipmentUpdated update;
  if (event->type != update.GetDescriptor()->full_name()) return std::nullopt;
  if (!update.ParseFromString(record.value)) {
    return fail(Code::invalid_argument, "the record is not a message of its type");
  }
  const auto order_id = Uuid::parse(update.order_id());
  if (!order_id) return fail(Code::invalid_argument, "the event names no order");
  const auto shipment = from_wire(update.status());
  const auto status = shipment ? progress(*shipment) : std::nullopt;
  if (!status) return std::nullopt;
  return ProgressEvent{
      .event_id = std::move(event->id), .order_id = *order_id, .status = *status, .at = rpc::time_of(update.at())};
}

asio::awaitable<Result<void>> ShipmentProgress::take(Worker& worker, const kafka::Received& received) const {
  auto event = read_progress(received.record);
  if (!event) co_return std::unexpected(std::move(event.error()));
  if (!*event) co_return Result<void>{};
  const auto changed = co_await stores_->of(worker).progress.apply(received.context, *std::move(*event));
  if (!changed) co_return std::unexpected(changed.error());
  (*changed ? metrics_.progressed : metrics_.not_progressed)->add(worker.index());
  co_return Result<void>{};
}

}  // namespace plaza::orders
