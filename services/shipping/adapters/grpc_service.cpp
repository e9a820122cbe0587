#include "services/shipping/adapters/grpc_service.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "platform/core/scopes.hpp"
#include "services/shipping/adapters/erasure.hpp"
#include "services/shipping/adapters/wire_mapping.hpp"

#include "proto/plaza/shipping/v1/methods.hpp"

namespace plaza::shipping {
namespace {

constexpr int ids_max = 100;

std::vector<Uuid> parse(const std::string& text) {
  const auto id = Uuid::parse(text);
  return id ? std::vector{*id} : std::vector<Uuid>{};
}

}  // namespace

void GrpcService::attach_to(rpc::GrpcServer& server) const {
  server.handle<v1::GetShipment>([this](const auto& request, const RequestContext& context, Worker& worker) {
    return get(request, context, worker);
  });
  server.handle<v1::GetShipmentByOrder>([this](const auto& request, const RequestContext& context, Worker& worker) {
    return get_by_order(request, context, worker);
  });
  server.handle<v1::BatchGetShipmentsByOrder>([this](const auto& request, const RequestContext& context,
                                                     Worker& worker) { return get_many(request, context, worker); });
  server.handle<v1::RecordCarrierEvent>([this](const auto& request, const RequestContext& context, Worker& worker) {
    return record(request, context, worker);
  });
  server.handle<v1::ErasePerson>([this](const auto& request, const RequestContext& context, Worker& worker) {
    return erase(request, context, worker);
  });
}

asio::awaitable<Result<Shipment>> GrpcService::find(RequestContext context, Worker& worker, std::vector<Uuid> ids,
                                                    std::vector<Uuid> order_ids) const {
  const auto who = context.identity;
  auto found = co_await stores_->of(worker).find(std::move(context), std::move(ids), std::move(order_ids));
  if (!found) co_return std::unexpected(std::move(found.error()));
  if (found->empty() || !visible_to(found->front(), who)) co_return fail(Code::not_found, "there is no such shipment");
  co_return std::move(found->front());
}

asio::awaitable<Result<v1::GetShipmentResponse>> GrpcService::get(v1::GetShipmentRequest request,
                                                                  RequestContext context, Worker& worker) const {
  const auto found = co_await find(std::move(context), worker, parse(request.id()), {});
  if (!found) co_return std::unexpected(found.error());
  v1::GetShipmentResponse response;
  to_wire(*found, *response.mutable_shipment());
  co_return response;
}

asio::awaitable<Result<v1::GetShipmentByOrderResponse>> GrpcService::get_by_order(v1::GetShipmentByOrderRequest request,
                                                                                  RequestContext context,
                                                                                  Worker& worker) const {
  const auto found = co_await find(std::move(context), worker, {}, parse(request.order_id()));
  if (!found) co_return std::unexpected(found.error());
  v1::GetShipmentByOrderResponse response;
  to_wire(*found, *response.mutable_shipment());
  co_return response;
}

asio::awaitable<Result<v1::BatchGetShipmentsByOrderResponse>> GrpcService::get_many(
    v1::BatchGetShipmentsByOrderRequest request, RequestContext context, Worker& worker) const {
  if (request.order_ids_size() > ids_max) {
    co_return std::unexpected(
        Error{.code = Code::invalid_argument,
              .message = "too many ids",
              .fields = {{.pointer = "orderIds", .detail = fmt::format("must be at most {}", ids_max)}}});
  }
  std::vector<Uuid> ids;
  for (const auto& text : request.order_ids()) {
    if (const auto id = Uuid::parse(text)) ids.push_back(*id);
  }
  const auto who = context.identity;
  const auto found = co_await stores_->of(worker).find(std::move(context), {}, ids);
  if (!found) co_return std::unexpected(found.error());
  v1::BatchGetShipmentsByOrderResponse response;
  for (const auto& id : ids) {
    const auto at = std::ranges::find(*found, id, &Shipment::order_id);
    if (at != found->end() && visible_to(*at, who)) to_wire(*at, *response.add_shipments());
  }
  co_return response;
}

asio::awaitable<Result<v1::RecordCarrierEventResponse>> GrpcService::record(v1::RecordCarrierEventRequest request,
                                                                            RequestContext context,
                                                                            Worker& worker) const {
  if (!has_scope(context.identity, scope_courier)) co_return fail(Code::permission_denied, "only couriers report");
  auto key = rpc::idempotency_key(v1::RecordCarrierEvent::full_name, context.identity, request.idempotency_key(),
                                  request_bytes(request));
  if (!key) co_return std::unexpected(std::move(key.error()));
  const auto id = Uuid::parse(request.shipment_id());
  if (!id) co_return fail(Code::not_found, "there is no such shipment");
  const auto done =
      co_await stores_->of(worker).changes.record(std::move(context), *id, from_wire(request), *std::move(key));
  if (!done) co_return std::unexpected(done.error());
  if (done->changed) metrics_.reported->add(worker.index());
  v1::RecordCarrierEventResponse response;
  to_wire(done->shipment, *response.mutable_shipment());
  co_return response;
}

asio::awaitable<Result<v1::ErasePersonResponse>> GrpcService::erase(v1::ErasePersonRequest request,
                                                                    RequestContext context, Worker& worker) const {
  if (auto allowed = may_erase(context.identity, request.subject()); !allowed) {
    co_return std::unexpected(std::move(allowed.error()));
  }
  const auto erased = co_await erase_person(stores_->of(worker).parts, context, request.subject());
  if (!erased) co_return std::unexpected(erased.error());
  metrics_.erased->add(worker.index(), static_cast<double>(*erased));
  v1::ErasePersonResponse response;
  response.set_shipments_erased(*erased);
  co_return response;
}

}  // namespace plaza::shipping
