#pragma once

#include "platform/core/error.hpp"

#include "grpc/health/v1/health.pb.h"

namespace plaza::rpc {

class GrpcServerState;

// grpc.health.v1, for the process as a whole and for each of its services: all follow the process's readiness.
Result<grpc::health::v1::HealthCheckResponse> check_health(const GrpcServerState& state,
                                                           const grpc::health::v1::HealthCheckRequest& request);
void add_health_watch(GrpcServerState& state);

}  // namespace plaza::rpc
