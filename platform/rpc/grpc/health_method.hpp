#pragma once

#include "platform/rpc/grpc/method.hpp"

#include "grpc/health/v1/health.pb.h"

namespace plaza::health {

// grpc.health.v1, the twin of thrift/health.hpp.
struct GrpcCheck : rpc::GrpcMethod<grpc::health::v1::HealthCheckRequest, grpc::health::v1::HealthCheckResponse> {
  static constexpr rpc::Method method{
      .service = "health", .name = "Check", .idempotent = true, .priority = resilience::Priority::health};
  static constexpr std::string_view full_name = "grpc.health.v1.Health/Check";
};

}  // namespace plaza::health
