#pragma once

#include "platform/rpc/grpc/server.hpp"
#include "services/orders/adapters/order_metrics.hpp"
#include "services/orders/adapters/order_store.hpp"

#include "plaza/orders/v1/orders.pb.h"

namespace plaza::orders {

// proto/plaza/orders/v1/orders.proto. Lives as long as the server it is attached to.
class GrpcService {
 public:
  GrpcService(const OrderStores& stores, const Clock& clock, telemetry::Metrics& metrics)
      : stores_(&stores), clock_(&clock), metrics_(metrics) {}

  void attach_to(rpc::GrpcServer& server) const;

  asio::awaitable<Result<v1::CreateOrderResponse>> create(v1::CreateOrderRequest request, RequestContext context,
                                                          Worker& worker) const;
  asio::awaitable<Result<v1::GetOrderResponse>> get(v1::GetOrderRequest request, RequestContext context,
                                                    Worker& worker) const;
  asio::awaitable<Result<v1::BatchGetOrdersResponse>> get_many(v1::BatchGetOrdersRequest request,
                                                               RequestContext context, Worker& worker) const;
  asio::awaitable<Result<v1::ListOrdersResponse>> list(v1::ListOrdersRequest request, RequestContext context,
                                                       Worker& worker) const;
  asio::awaitable<Result<v1::CancelOrderResponse>> cancel(v1::CancelOrderRequest request, RequestContext context,
                                                          Worker& worker) const;
  asio::awaitable<Result<v1::ErasePersonResponse>> erase(v1::ErasePersonRequest request, RequestContext context,
                                                         Worker& worker) const;

 private:
  const OrderStores* stores_;
  const Clock* clock_;
  OrderMetrics metrics_;
};

}  // namespace plaza::orders
