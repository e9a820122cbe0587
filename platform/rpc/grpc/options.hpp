#pragma once

#include "platform/core/config.hpp"
#include "platform/core/listener.hpp"
#include "platform/resilience/health_checks.hpp"
#include "platform/rpc/channel_options.hpp"
#include "platform/rpc/deadline_limits.hpp"
#include "platform/rpc/server_admission.hpp"
#include "platform/tls/options.hpp"

namespace plaza::rpc {

// As most gRPC libraries have it.
inline constexpr std::uint64_t message_bytes_max_default = 4UL * 1024 * 1024;

// One connection to one endpoint.
struct GrpcConnectionOptions {
  milliseconds connect_timeout{1'000};
  milliseconds reconnect_pause_min{10};
  milliseconds reconnect_pause_max{250};
  std::uint32_t pending_calls_max = 4'096;
  std::uint64_t output_bytes_max = 32UL * 1024 * 1024;  // of requests that the service has not taken
  std::uint64_t message_bytes_max = message_bytes_max_default;
  // The channel's, which describes them with what else makes an endpoint healthy.
  resilience::HealthCheckOptions health{};

  void describe(config::Section section);
};

// All that can be set about calls to a gRPC service. Live, but for what concerns a connection.
struct GrpcChannelOptions : ChannelPolicies {
  GrpcConnectionOptions connection{};
  tls::ClientOptions tls{};

  void describe(config::Section section);
};

struct GrpcServerOptions {
  ListenAddress listen{.address = "127.0.0.1", .port = 9101, .backlog = 1024};
  std::uint32_t connections_max = 4'096;
  // Of each connection; the client keeps to it.
  std::uint32_t streams_max = 1'024;
  std::uint64_t message_bytes_max = message_bytes_max_default;
  // Of one connection: requests that are not complete, and answers that the client has not taken. Beyond either, calls
  // are refused.
  std::uint64_t input_bytes_max = 32UL * 1024 * 1024;
  std::uint64_t output_bytes_max = 32UL * 1024 * 1024;
  std::uint32_t metadata_bytes_max = 16UL * 1024;
  bool reflection = true;
  tls::ServerOptions tls{};
  DeadlineLimits deadline{};
  AdmissionOptions admission{};
  milliseconds idle_timeout{300'000};       // without a call
  milliseconds keepalive_interval{60'000};  // of silence before a ping
  milliseconds keepalive_timeout{20'000};   // for its answer
  milliseconds write_timeout{10'000};       // without a byte taken by the client
  milliseconds linger_timeout{1'000};       // between our end of the stream and the client's, when stopping

  void describe(config::Section section);
};

}  // namespace plaza::rpc
