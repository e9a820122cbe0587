#pragma once

#include <memory>
#include <vector>

#include "platform/postgres/database.hpp"
#include "services/orders/adapters/cancellations.hpp"
#include "services/orders/adapters/creations.hpp"
#include "services/orders/adapters/order_reads.hpp"
#include "services/orders/adapters/progress_writes.hpp"

namespace plaza::orders {

// All that a worker does with the database.
struct OrderStore {
  explicit OrderStore(const StoreParts& with)
      : parts(with), creations(with), cancellations(with), reads(with), progress(with) {}

  StoreParts parts;
  Creations creations;
  Cancellations cancellations;
  OrderReads reads;
  ProgressWrites progress;
};

// One for each serving worker. `database` and what is in `with` outlive it, until the loops have ended.
class OrderStores {
 public:
  OrderStores(const postgres::Surroundings& with, const postgres::Database& database,
              const postgres::BatcherOptions& batches, const std::function<void()>& events_written) {
    for (std::size_t i = 0; i < with.workers->size(); ++i) {
      auto& worker = (*with.workers)[i];
      stores_.push_back(std::make_unique<OrderStore>(StoreParts{.worker = &worker,
                                                                .clock = with.clock,
                                                                .metrics = with.metrics,
                                                                .pool = &database.of(worker),
                                                                .batches = batches,
                                                                .events_written = events_written}));
    }
  }
  [[nodiscard]] OrderStore& of(const Worker& worker) const { return *stores_.at(worker.index()); }

 private:
  std::vector<std::unique_ptr<OrderStore>> stores_;
};

}  // namespace plaza::orders
