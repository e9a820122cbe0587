#pragma once

#include "platform/core/clock.hpp"

namespace plaza::rpc {

// Time limits of a server for those who name none, or too long a one.
struct DeadlineLimits {
  milliseconds timeout{10'000};
  milliseconds timeout_max{60'000};
};

}  // namespace plaza::rpc
