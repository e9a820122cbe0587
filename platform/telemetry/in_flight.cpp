#include "platform/telemetry/in_flight.hpp"

#include <algorithm>

namespace plaza::telemetry {

InFlight::InFlight(std::size_t slots) {
  slots_.reserve(slots);
  for (std::size_t i = 0; i < slots; ++i) slots_.push_back(std::make_unique<Slot>());
}

Activity InFlight::begin(std::size_t slot, std::string_view method, std::string_view route,
                         const RequestContext& context, SteadyTime since) {
  auto& own = *slots_.at(slot);
  const std::lock_guard lock(own.mutex);
  if (own.free.empty()) {
    own.free.push_back(&own.places.emplace_back());
  }
  auto& place = *own.free.back();
  own.free.pop_back();
  place.used = true;
  place.entry.method = method;
  place.entry.route = route;
  place.entry.request_id = context.request_id;
  place.entry.trace = context.trace;
  place.entry.since = since;
  const Activity activity(place);
  activity.set("reading");
  return activity;
}

void InFlight::end(std::size_t slot, Activity activity) {
  auto* place = static_cast<Place*>(activity.place());
  if (place == nullptr) return;
  auto& own = *slots_.at(slot);
  const std::lock_guard lock(own.mutex);
  place->generation.fetch_add(1, std::memory_order_relaxed);
  place->used = false;
  own.free.push_back(place);
}

std::vector<InFlight::Entry> InFlight::list() const {
  std::vector<Entry> all;
  for (const auto& slot : slots_) {
    const std::lock_guard lock(slot->mutex);
    for (const auto& place : slot->places) {
      if (!place.used) continue;
      all.push_back(place.entry);
      all.back().step = place.text();
    }
  }
  std::ranges::sort(all, {}, &Entry::since);
  return all;
}

}  // namespace plaza::telemetry
