#pragma once

#include "platform/resilience/backoff.hpp"

namespace plaza::rpc {

using resilience::Backoff;

}  // namespace plaza::rpc
