#pragma once

#include "gateway/api/body_readers.hpp"
#include "gateway/api/worker_channels.hpp"
#include "gateway/description/operation.hpp"

namespace plaza::gateway {

// Vaccination stations and their days: /api/v1/stations.
class Stations {
 public:
  // All of it outlives the router.
  Stations(const WorkerChannels& channels, const BodyReaders& bodies) : channels_(channels), bodies_(bodies) {}

  void describe(Api& api) const;

 private:
  [[nodiscard]] Operation list(Api& api) const;
  [[nodiscard]] Operation one(Api& api) const;
  [[nodiscard]] Operation set_capacity(Api& api) const;

  const WorkerChannels& channels_;
  const BodyReaders& bodies_;
};

}  // namespace plaza::gateway
