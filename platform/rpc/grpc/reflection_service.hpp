#pragma once

namespace plaza::rpc {

class GrpcServerState;

// grpc.reflection, v1 and v1alpha: tools learn what is served here.
void add_reflection(GrpcServerState& state);

}  // namespace plaza::rpc
