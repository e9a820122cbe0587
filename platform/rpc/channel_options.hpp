#pragma once

#include <string>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"
#include "platform/rpc/thrift_reader.hpp"

namespace plaza::rpc {

struct ChannelOptions {
  std::vector<std::string> endpoints{"127.0.0.1:9001"};  // "host:port"
  milliseconds connect_timeout{1'000};
  // How long calls wait for a connection, from the moment when the last usable one was lost; afterwards they fail at
  // once for as long as there is none.
  milliseconds connect_wait{2'000};
  milliseconds reconnect_pause_min{10};
  milliseconds reconnect_pause_max{250};
  milliseconds health_interval{500};
  milliseconds health_timeout{1'000};
  std::uint32_t health_failures_max = 3;                // in a row; then the connection is given up
  milliseconds call_timeout_max{30'000};                // of a call whose deadline is later, or that has none
  std::uint32_t pending_calls_max = 4096;               // per connection, and again as many that wait for one
  std::uint64_t output_bytes_max = 32UL * 1024 * 1024;  // per connection, not yet taken by the kernel
  FrameLimits frame{};

  void describe(config::Section section);
};

}  // namespace plaza::rpc
