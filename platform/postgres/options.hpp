#pragma once

#include <string>

#include "platform/core/config.hpp"
#include "platform/resilience/circuit_breaker.hpp"
#include "platform/tls/options.hpp"

namespace plaza::postgres {

using std::chrono::milliseconds;

// Where a database is, and who asks.
struct ServerAddress {
  std::string host = "127.0.0.1";
  std::uint16_t port = 5432;
  std::string database = "plaza";
  std::string user = "plaza";
  std::string password_file;
  tls::ClientOptions tls{};
  milliseconds connect_timeout{2'000};
  milliseconds statement_timeout{10'000};
  std::uint64_t output_bytes_max = 64UL * 1024 * 1024;  // of one connection, not yet taken by the kernel

  void describe(config::Section section);
};

// What may change while the process runs.
struct PoolLimits {
  milliseconds timeout{3'000};
  milliseconds connect_wait{2'000};
  milliseconds discard_after{1'000};
  std::uint32_t waiting_max = 1'024;
  std::uint32_t reads_per_connection_max = 32;
  resilience::BreakerOptions breaker{};

  void describe(config::Section section);
};

// All that can be set about one database.
struct Options {
  ServerAddress server{};
  std::uint32_t connections_max = 2;
  milliseconds reconnect_pause_min{20};
  milliseconds reconnect_pause_max{1'000};
  milliseconds start_wait{30'000};
  PoolLimits limits{};

  void describe(config::Section section);
};

}  // namespace plaza::postgres
