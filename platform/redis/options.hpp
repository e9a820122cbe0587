#pragma once

#include <string>
#include <vector>

#include "platform/core/config.hpp"
#include "platform/resilience/circuit_breaker.hpp"
#include "platform/tls/options.hpp"

namespace plaza::redis {

using std::chrono::milliseconds;

// Where a Redis is, and who asks.
struct ServerAddress {
  std::string endpoint = "127.0.0.1:6379";
  std::vector<std::string> sentinels;  // not empty: these say where it is
  std::string sentinel_service = "plaza";
  std::string user;
  std::string password_file;
  std::uint32_t database = 0;
  tls::ClientOptions tls{};
  milliseconds connect_timeout{1'000};
  std::uint64_t output_bytes_max = 32UL * 1024 * 1024;  // of one connection, not yet taken by the kernel
  std::uint64_t reply_bytes_max = 64UL * 1024 * 1024;

  void describe(config::Section section);
};

// What may change while the process runs.
struct ClientLimits {
  milliseconds timeout{1'000};
  milliseconds connect_wait{2'000};
  milliseconds discard_after{1'000};
  std::uint32_t calls_max = 16'384;
  std::uint32_t replicas_min = 0;
  milliseconds replicas_timeout{100};
  resilience::BreakerOptions breaker{};

  void describe(config::Section section);
};

// All that can be set about one Redis.
struct Options {
  ServerAddress server{};
  milliseconds reconnect_pause_min{10};
  milliseconds reconnect_pause_max{500};
  milliseconds check_interval{500};
  ClientLimits limits{};

  void describe(config::Section section);
};

}  // namespace plaza::redis
