#pragma once

#include "platform/rpc/thrift_method.hpp"

#include "Health.h"

namespace plaza::health {

struct Check : rpc::ThriftMethod<&wire::HealthIf::check> {
  static constexpr rpc::Method method{
      .service = "health", .name = "check", .idempotent = true, .priority = resilience::Priority::health};
};

}  // namespace plaza::health
