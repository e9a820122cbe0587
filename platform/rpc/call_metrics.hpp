#pragma once

#include <array>
#include <chrono>
#include <string>
#include <unordered_map>

#include "platform/rpc/channel.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::rpc {

// Counts calls by method and outcome: rpc_SIDE_requests_total, rpc_SIDE_seconds, rpc_SIDE_requests_in_flight. Each
// worker has one of its own, which finds every handle once.
class CallMetrics {
 public:
  // `side`: "client" or "server". `slot`: the worker's index.
  CallMetrics(telemetry::Metrics& metrics, std::string side, std::size_t slot);

  void begun(const Method& method);
  void finished(const Method& method, Code code, std::chrono::nanoseconds duration);

 private:
  struct Handles {
    telemetry::Histogram* seconds = nullptr;
    telemetry::Gauge* in_flight = nullptr;
    std::array<telemetry::Counter*, 17> by_code{};  // found when a code is first seen
  };
  Handles& of(const Method& method);
  telemetry::Counter& counter(const Method& method, Handles& handles, Code code);

  telemetry::Metrics* metrics_;
  std::string side_;
  std::size_t slot_;
  std::unordered_map<const Method*, Handles> handles_;
};

}  // namespace plaza::rpc
