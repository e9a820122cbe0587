#pragma once

#include "gateway/api/body_readers.hpp"
#include "gateway/api/worker_channels.hpp"
#include "gateway/description/operation.hpp"

namespace plaza::gateway {

// Shipments of orders, for those who wait for them and for carriers: /api/v1/shipments, /api/v1/orders/{id}/shipment.
class Shipments {
 public:
  // All of it outlives the router.
  Shipments(const WorkerChannels& channels, const BodyReaders& bodies) : channels_(channels), bodies_(bodies) {}

  void describe(Api& api) const;

 private:
  [[nodiscard]] Operation of_order(Api& api) const;
  [[nodiscard]] Operation one(Api& api) const;
  [[nodiscard]] Operation report(Api& api) const;

  const WorkerChannels& channels_;
  const BodyReaders& bodies_;
};

}  // namespace plaza::gateway
