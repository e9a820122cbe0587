#pragma once

#include <deque>

#include "platform/redis/store.hpp"
#include "services/booking/adapters/station_store.hpp"

namespace plaza::booking {

// Bookings and stations of each worker.
class WorkerStores {
 public:
  struct Stores {
    BookingStore bookings;
    StationStore stations;
  };

  // All of it outlives the stores.
  WorkerStores(Workers& workers, const redis::Store& redis, const Scripts& scripts, const Sealing& sealing,
               const Clock& clock, const PlacesOptions& options)
      : workers_(&workers) {
    for (std::size_t i = 0; i < workers.size(); ++i) {
      const StoreParts parts{&redis.of(workers[i]), &scripts, &sealing, &clock};
      stores_.push_back({BookingStore(parts), StationStore(parts, options)});
    }
  }
  [[nodiscard]] Stores& of(const Worker& worker) { return stores_.at(worker.index()); }
  // Changes with the options, from now on. Before the workers serve.
  void follow(Live<PlacesOptions>& options) {
    for (std::size_t i = 0; i < stores_.size(); ++i) {
      options.on_change((*workers_)[i],
                        [stations = &stores_[i].stations](const PlacesOptions& now) { stations->change(now); });
    }
  }

 private:
  Workers* workers_;
  std::deque<Stores> stores_;
};

}  // namespace plaza::booking
