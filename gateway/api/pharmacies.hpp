#pragma once

#include "gateway/api/map_document.hpp"
#include "gateway/api/pharmacy_page.hpp"
#include "gateway/api/worker_channels.hpp"
#include "gateway/description/operation.hpp"
#include "platform/core/clock.hpp"

namespace plaza::gateway {

// The mask map: /api/v1/pharmacies, its map document, and the feed it comes from.
class Pharmacies {
 public:
  // All of it outlives the router.
  Pharmacies(const WorkerChannels& channels, const MapDocument& map, const Clock& clock)
      : channels_(channels), map_(map), clock_(clock), pages_(channels.size()) {}

  void describe(Api& api) const;

 private:
  [[nodiscard]] Operation list(Api& api) const;
  [[nodiscard]] Operation one(Api& api) const;
  [[nodiscard]] Operation map(Api& api) const;
  [[nodiscard]] Operation feed(Api& api) const;

  const WorkerChannels& channels_;
  const MapDocument& map_;
  const Clock& clock_;
  PharmacyPages pages_;
};

}  // namespace plaza::gateway
