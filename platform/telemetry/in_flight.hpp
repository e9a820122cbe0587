#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/context.hpp"

namespace plaza::telemetry {

// What a process is serving at this moment, of all its protocols, for whoever asks what it is busy with: readable even
// while a worker is stuck. Each worker has a list of its own, and its lock is contended only while someone reads.
class InFlight {
 public:
  struct Entry {
    std::string method;  // "GET"
    std::string route;   // "/api/v1/pharmacies/{id}"
    std::string request_id;
    TraceContext trace;
    SteadyTime since;
    std::string step;  // "handling", "calling pharmacy.search"
  };

  // `slots`: as many as there are workers, the background one with them.
  explicit InFlight(std::size_t slots);

  // What the request tells of its steps goes through the value that this gives, until its end() on the same worker.
  [[nodiscard]] Activity begin(std::size_t slot, std::string_view method, std::string_view route,
                               const RequestContext& context, SteadyTime since);
  // Nothing when it has ended already.
  void end(std::size_t slot, Activity activity);

  // The oldest first.
  [[nodiscard]] std::vector<Entry> list() const;

 private:
  // Entries are used again, with the memory of their texts. Their number is bounded by what the servers admit.
  struct Place : Activity::Place {
    Entry entry;
    bool used = false;
  };
  struct Slot {
    mutable std::mutex mutex;
    std::deque<Place> places;  // they stay where they are: contexts point to them
    std::vector<Place*> free;
  };
  std::vector<std::unique_ptr<Slot>> slots_;
};

}  // namespace plaza::telemetry
