#pragma once

#include "gateway/api/body_readers.hpp"
#include "gateway/api/worker_channels.hpp"
#include "gateway/description/operation.hpp"
#include "platform/core/clock.hpp"

namespace plaza::gateway {

// Bookings: /api/v1/bookings.
class Bookings {
 public:
  // All of it outlives the router.
  Bookings(const WorkerChannels& channels, const BodyReaders& bodies, const Clock& clock)
      : channels_(channels), bodies_(bodies), clock_(clock) {}

  void describe(Api& api) const;

 private:
  [[nodiscard]] Operation create(Api& api) const;
  [[nodiscard]] Operation list(Api& api) const;
  [[nodiscard]] Operation one(Api& api) const;
  [[nodiscard]] Operation cancel(Api& api) const;
  [[nodiscard]] Operation move(Api& api) const;

  const WorkerChannels& channels_;
  const BodyReaders& bodies_;
  const Clock& clock_;
};

}  // namespace plaza::gateway
