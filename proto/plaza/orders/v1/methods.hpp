#pragma once

#include "platform/rpc/grpc/method.hpp"

#include "plaza/orders/v1/orders.pb.h"

// The methods of orders.proto: rpc::call<orders::v1::CreateOrder>(…), server.handle<orders::v1::CreateOrder>(…).
namespace plaza::orders::v1 {

struct CreateOrder : rpc::GrpcMethod<CreateOrderRequest, CreateOrderResponse> {
  static constexpr rpc::Method method{.service = "orders", .name = "CreateOrder", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.orders.v1.OrdersService/CreateOrder";
};

struct GetOrder : rpc::GrpcMethod<GetOrderRequest, GetOrderResponse> {
  static constexpr rpc::Method method{.service = "orders", .name = "GetOrder", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.orders.v1.OrdersService/GetOrder";
};

struct BatchGetOrders : rpc::GrpcMethod<BatchGetOrdersRequest, BatchGetOrdersResponse> {
  static constexpr rpc::Method method{.service = "orders", .name = "BatchGetOrders", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.orders.v1.OrdersService/BatchGetOrders";
};

struct ListOrders : rpc::GrpcMethod<ListOrdersRequest, ListOrdersResponse> {
  static constexpr rpc::Method method{.service = "orders", .name = "ListOrders", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.orders.v1.OrdersService/ListOrders";
};

struct CancelOrder : rpc::GrpcMethod<CancelOrderRequest, CancelOrderResponse> {
  static constexpr rpc::Method method{.service = "orders", .name = "CancelOrder", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.orders.v1.OrdersService/CancelOrder";
};

struct ErasePerson : rpc::GrpcMethod<ErasePersonRequest, ErasePersonResponse> {
  static constexpr rpc::Method method{.service = "orders", .name = "ErasePerson", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.orders.v1.OrdersService/ErasePerson";
};

}  // namespace plaza::orders::v1
