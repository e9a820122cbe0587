#pragma once

#include "gateway/api/body_readers.hpp"
#include "gateway/api/worker_channels.hpp"
#include "gateway/description/operation.hpp"
#include "platform/core/clock.hpp"

namespace plaza::gateway {

// Two paths as an older booking client knows them, with its body, its status codes and its words: /stations/{name} and
// /booking.
class OlderBooking {
 public:
  // All of it outlives the router.
  OlderBooking(const WorkerChannels& channels, const BodyReaders& bodies, const Clock& clock)
      : channels_(channels), bodies_(bodies), clock_(clock) {}

  void describe(Api& api) const;

 private:
  [[nodiscard]] Operation station(Api& api) const;
  [[nodiscard]] Operation booking(Api& api) const;

  const WorkerChannels& channels_;
  const BodyReaders& bodies_;
  const Clock& clock_;
};

}  // namespace plaza::gateway
