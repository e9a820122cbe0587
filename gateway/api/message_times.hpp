#pragma once

#include <google/protobuf/timestamp.pb.h>

#include "gateway/description/type.hpp"
#include "platform/rpc/grpc/timestamp.hpp"

namespace plaza::gateway {

// A message's time as descriptions know times.
inline Timestamp time_of(const google::protobuf::Timestamp& time) {
  return {rpc::time_of(time).time_since_epoch().count()};
}

}  // namespace plaza::gateway
