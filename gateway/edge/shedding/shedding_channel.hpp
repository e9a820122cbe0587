#pragma once

#include <array>
#include <memory>
#include <string>

#include "platform/core/clock.hpp"
#include "platform/resilience/adaptive_limit.hpp"
#include "platform/rpc/channel.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::gateway {

// Sheds load before a service: lets as many calls be under way as keep its latency near what it is without a queue
// (resilience::AdaptiveLimit), and fails the others at once (unavailable, OVERLOADED, with retry_after), which clients
// see as 503. Calls whose callers said that they can wait go first (RequestContext::background), health checks last.
// Lives on one worker. Metrics: `shed_calls_total{service,priority}`, `concurrency_limit{service,worker}`.
class SheddingChannel final : public rpc::Channel {
 public:
  // Clock and metrics outlive it. `slot`: the worker's index.
  SheddingChannel(std::unique_ptr<rpc::Channel> inner, const std::string& service, const Clock& clock,
                  const resilience::AdaptiveLimitOptions& options, std::size_t slot, telemetry::Metrics& metrics);

  void change(const resilience::AdaptiveLimitOptions& options);
  asio::awaitable<Result<void>> send(rpc::Call& call) override;

 private:
  std::unique_ptr<rpc::Channel> inner_;
  const Clock& clock_;
  std::size_t slot_;
  resilience::AdaptiveLimit limit_;
  std::array<telemetry::Counter*, 3> shed_{};  // by priority
  telemetry::Gauge& limit_shown_;
};

}  // namespace plaza::gateway
