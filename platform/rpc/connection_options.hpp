#pragma once

#include "platform/core/config.hpp"
#include "platform/resilience/health_checks.hpp"
#include "platform/rpc/thrift_reader.hpp"

namespace plaza::rpc {

// One connection to one endpoint.
struct ConnectionOptions {
  milliseconds connect_timeout{1'000};
  milliseconds reconnect_pause_min{10};
  milliseconds reconnect_pause_max{250};
  std::uint32_t pending_calls_max = 4'096;
  std::uint64_t output_bytes_max = 32UL * 1024 * 1024;  // not yet taken by the kernel
  FrameLimits frame{};
  // The channel's, which describes them with what else makes an endpoint healthy.
  resilience::HealthCheckOptions health{};

  void describe(config::Section section);
};

}  // namespace plaza::rpc
