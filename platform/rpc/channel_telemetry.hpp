#pragma once

#include <string>

#include <boost/asio/steady_timer.hpp>

#include "platform/core/worker.hpp"
#include "platform/rpc/balanced_channel.hpp"
#include "platform/rpc/channel_view.hpp"
#include "platform/telemetry/log.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::rpc {

// Shows what the policies of a channel do: looks at them once a second, on the channel's worker, so that calls pay
// nothing for it. Metrics rpc_client_* (see platform/telemetry/README.md), a log line when a breaker opens or closes or
// a name is not resolved, and the view for the operations port.
class ChannelTelemetry {
 public:
  // All outlive it; let it go when the worker's loop has ended, or on the worker.
  ChannelTelemetry(std::string service, const BalancedChannel& channel, Worker& worker, telemetry::Metrics& metrics,
                   telemetry::Log& log, ChannelBoard& board);

 private:
  // What is added to a counter that someone else keeps a total of.
  struct Total {
    telemetry::Counter* counter = nullptr;
    std::uint64_t seen = 0;
    void update(std::size_t slot, std::uint64_t now) {
      counter->add(slot, static_cast<double>(now - seen));
      seen = now;
    }
  };

  void look_later();
  void look();
  void show(const ChannelView& view);
  void tell_changes(const ChannelView& view);

  std::string service_;
  const BalancedChannel* channel_;
  Worker* worker_;
  telemetry::Log* log_;
  ChannelBoard* board_;
  asio::steady_timer timer_;
  std::string breaker_ = "closed";
  Total opened_;
  Total breaker_refused_;
  Total limit_refused_;
  Total retries_;
  Total retries_refused_;
  Total ejections_;
  Total resolution_failures_;
  telemetry::Gauge* breaker_open_;
  telemetry::Gauge* endpoints_;
  telemetry::Gauge* endpoints_healthy_;
};

}  // namespace plaza::rpc
