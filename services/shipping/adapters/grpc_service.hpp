#pragma once

#include "platform/rpc/grpc/server.hpp"
#include "services/shipping/adapters/shipment_store.hpp"
#include "services/shipping/adapters/shipping_metrics.hpp"

#include "plaza/shipping/v1/shipping.pb.h"

namespace plaza::shipping {

// proto/plaza/shipping/v1/shipping.proto. Lives as long as the server it is attached to.
class GrpcService {
 public:
  GrpcService(const ShipmentStores& stores, telemetry::Metrics& metrics) : stores_(&stores), metrics_(metrics) {}

  void attach_to(rpc::GrpcServer& server) const;

  asio::awaitable<Result<v1::GetShipmentResponse>> get(v1::GetShipmentRequest request, RequestContext context,
                                                       Worker& worker) const;
  asio::awaitable<Result<v1::GetShipmentByOrderResponse>> get_by_order(v1::GetShipmentByOrderRequest request,
                                                                       RequestContext context, Worker& worker) const;
  asio::awaitable<Result<v1::BatchGetShipmentsByOrderResponse>> get_many(v1::BatchGetShipmentsByOrderRequest request,
                                                                         RequestContext context, Worker& worker) const;
  asio::awaitable<Result<v1::RecordCarrierEventResponse>> record(v1::RecordCarrierEventRequest request,
                                                                 RequestContext context, Worker& worker) const;
  asio::awaitable<Result<v1::ErasePersonResponse>> erase(v1::ErasePersonRequest request, RequestContext context,
                                                         Worker& worker) const;

 private:
  // The one shipment that was asked for, if the caller may see it. Errors: not_found.
  asio::awaitable<Result<Shipment>> find(RequestContext context, Worker& worker, std::vector<Uuid> ids,
                                         std::vector<Uuid> order_ids) const;

  const ShipmentStores* stores_;
  ShippingMetrics metrics_;
};

}  // namespace plaza::shipping
