#pragma once

#include "platform/rpc/grpc/method.hpp"

#include "plaza/shipping/v1/shipping.pb.h"

// The methods of shipping.proto: rpc::call<shipping::v1::GetShipment>(…), server.handle<shipping::v1::GetShipment>(…).
namespace plaza::shipping::v1 {

struct GetShipment : rpc::GrpcMethod<GetShipmentRequest, GetShipmentResponse> {
  static constexpr rpc::Method method{.service = "shipping", .name = "GetShipment", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.shipping.v1.ShippingService/GetShipment";
};

struct GetShipmentByOrder : rpc::GrpcMethod<GetShipmentByOrderRequest, GetShipmentByOrderResponse> {
  static constexpr rpc::Method method{.service = "shipping", .name = "GetShipmentByOrder", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.shipping.v1.ShippingService/GetShipmentByOrder";
};

struct BatchGetShipmentsByOrder : rpc::GrpcMethod<BatchGetShipmentsByOrderRequest, BatchGetShipmentsByOrderResponse> {
  static constexpr rpc::Method method{.service = "shipping", .name = "BatchGetShipmentsByOrder", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.shipping.v1.ShippingService/BatchGetShipmentsByOrder";
};

struct RecordCarrierEvent : rpc::GrpcMethod<RecordCarrierEventRequest, RecordCarrierEventResponse> {
  static constexpr rpc::Method method{.service = "shipping", .name = "RecordCarrierEvent", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.shipping.v1.ShippingService/RecordCarrierEvent";
};

struct ErasePerson : rpc::GrpcMethod<ErasePersonRequest, ErasePersonResponse> {
  static constexpr rpc::Method method{.service = "shipping", .name = "ErasePerson", .idempotent = true};
  static constexpr std::string_view full_name = "plaza.shipping.v1.ShippingService/ErasePerson";
};

}  // namespace plaza::shipping::v1
