#pragma once

#include <string_view>

#include "platform/rpc/channel.hpp"

namespace plaza::rpc {

// The request and the answer of a gRPC method. A contract names its methods so, beside its .proto file:
//
//   struct GetOrder : rpc::GrpcMethod<v1::GetOrderRequest, v1::GetOrderResponse> {
//     static constexpr rpc::Method method{.service = "orders", .name = "GetOrder", .idempotent = true};
//     static constexpr std::string_view full_name = "plaza.orders.v1.OrdersService/GetOrder";
//   };
//
// A server that is given a handler for it looks whether the .proto file says the same (GrpcServer::handle).
template <class RequestType, class ReplyType>
struct GrpcMethod {
  using Request = RequestType;
  using Reply = ReplyType;
  static constexpr bool is_grpc = true;
};

}  // namespace plaza::rpc
