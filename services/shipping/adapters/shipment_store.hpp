#pragma once

#include <memory>
#include <vector>

#include "platform/postgres/database.hpp"
#include "services/shipping/adapters/cancellations.hpp"
#include "services/shipping/adapters/changes.hpp"
#include "services/shipping/adapters/requests.hpp"

namespace plaza::shipping {

// All that a worker does with the database.
struct ShipmentStore {
  explicit ShipmentStore(const StoreParts& with) : parts(with), requests(with), cancellations(with), changes(with) {}

  // By their ids or their orders'; in any order, without those that do not exist. Whoever asks must be allowed to see
  // them (visible_to).
  asio::awaitable<Result<std::vector<Shipment>>> find(RequestContext context, std::vector<Uuid> ids,
                                                      std::vector<Uuid> order_ids);

  StoreParts parts;
  Requests requests;
  Cancellations cancellations;
  Changes changes;
};

// One for each serving worker. `database` and what is in `with` outlive it, until the loops have ended.
class ShipmentStores {
 public:
  ShipmentStores(const postgres::Surroundings& with, const postgres::Database& database,
                 const postgres::BatcherOptions& batches, const std::function<void()>& events_written) {
    for (std::size_t i = 0; i < with.workers->size(); ++i) {
      auto& worker = (*with.workers)[i];
      stores_.push_back(std::make_unique<ShipmentStore>(StoreParts{.worker = &worker,
                                                                   .clock = with.clock,
                                                                   .metrics = with.metrics,
                                                                   .pool = &database.of(worker),
                                                                   .batches = batches,
                                                                   .events_written = events_written}));
    }
  }
  [[nodiscard]] ShipmentStore& of(const Worker& worker) const { return *stores_.at(worker.index()); }

 private:
  std::vector<std::unique_ptr<ShipmentStore>> stores_;
};

}  // namespace plaza::shipping
