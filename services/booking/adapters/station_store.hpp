#pragma once

#include <map>
#include <memory>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "services/booking/adapters/booking_store.hpp"
#include "services/booking/app/station.hpp"

namespace plaza::booking {

struct PlacesOptions {
  milliseconds cached{1'000};

  void describe(config::Section section);
};

// A station and its days as they were at most PlacesOptions::cached ago.
struct StationView {
  const Station* station;
  std::shared_ptr<const std::vector<StationDay>> days;
};

// The days of stations in Redis, for one worker, kept for a moment: one read each, however many ask. Holds as much as
// there are stations.
class StationStore {
 public:
  StationStore(StoreParts parts, const PlacesOptions& options) : with_(parts), options_(options) {}
  void change(const PlacesOptions& options) { options_ = options; }

  asio::awaitable<Result<std::vector<StationView>>> views(RequestContext context, std::vector<const Station*> stations);

  // Errors: failed_precondition: BELOW_TAKEN, IDEMPOTENCY_KEY_REUSED.
  asio::awaitable<Result<StationDay>> set_capacity(RequestContext context, Place place, std::int64_t capacity,
                                                   BookingStore::Key key);

 private:
  struct Known {
    SteadyTime read_at;
    std::shared_ptr<const std::vector<StationDay>> days;
  };
  asio::awaitable<Result<void>> read(RequestContext context, std::vector<const Station*> stations);

  StoreParts with_;
  PlacesOptions options_;
  std::map<const Station*, Known> known_;
};

}  // namespace plaza::booking
