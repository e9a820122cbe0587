#pragma once

#include <string>
#include <vector>

#include "platform/core/config.hpp"
#include "platform/rpc/connection_options.hpp"
#include "platform/rpc/decorators/endpoint_channel.hpp"
#include "platform/rpc/decorators/resilient_channel.hpp"

namespace plaza::rpc {

// All that can be set about calls to one service.
struct ChannelOptions {
  std::vector<std::string> endpoints{"127.0.0.1:9001"};  // "host:port"
  ResilienceOptions resilience{};
  EndpointChannelOptions choice{};
  ConnectionOptions connection{};

  void describe(config::Section section);
};

}  // namespace plaza::rpc
