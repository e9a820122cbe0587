#pragma once

#include "gateway/api/fleet_types.hpp"
#include "gateway/api/rates.hpp"
#include "gateway/api/worker_channels.hpp"
#include "gateway/description/operation.hpp"
#include "platform/core/clock.hpp"
#include "platform/rpc/channel_view.hpp"

namespace plaza::gateway {

// GET /api/v1/status: the fleet for operators, from what this gateway's channels know, at most a second old, and the
// feed as its service tells it.
class FleetStatusRoute {
 public:
  // All of it outlives the router.
  FleetStatusRoute(const rpc::ChannelBoard& board, const Rates& rates, const WorkerChannels& pharmacy,
                   const Clock& clock)
      : board_(board), rates_(rates), pharmacy_(pharmacy), clock_(clock) {}

  void describe(Api& api) const;
  // How the fleet is, for whoever may know.
  [[nodiscard]] asio::awaitable<Result<FleetStatus>> read(const Worker& worker, RequestContext context) const;

 private:
  const rpc::ChannelBoard& board_;
  const Rates& rates_;
  const WorkerChannels& pharmacy_;
  const Clock& clock_;
};

}  // namespace plaza::gateway
