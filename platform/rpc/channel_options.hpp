#pragma once

#include <string>
#include <vector>

#include "platform/core/config.hpp"
#include "platform/rpc/connection_options.hpp"
#include "platform/rpc/decorators/endpoint_channel.hpp"
#include "platform/rpc/decorators/resilient_channel.hpp"
#include "platform/tls/options.hpp"

namespace plaza::rpc {

// What can be set about calls to one service, whatever it speaks. All of it is live.
struct ChannelPolicies {
  std::vector<std::string> endpoints{"127.0.0.1:9001"};  // endpoint_list.hpp
  milliseconds resolve_interval{5'000};
  ResilienceOptions resilience{};
  EndpointChannelOptions choice{};

  void describe(config::Section section);
};

// All that can be set about calls to a Thrift service. Live, but for what concerns a connection.
struct ChannelOptions : ChannelPolicies {
  ConnectionOptions connection{};
  tls::ClientOptions tls{};

  void describe(config::Section section);
};

}  // namespace plaza::rpc
