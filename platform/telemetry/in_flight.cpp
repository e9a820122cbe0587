#include "platform/telemetry/in_flight.hpp"

#include <algorithm>

namespace plaza::telemetry {

InFlight::InFlight(std::size_t slots) {
  slots_.reserve(slots);
  for (std::size_t i = 0; i < slots; ++i) slots_.push_back(std::make_unique<Slot>());
}

InFlight::Ticket InFlight::begin(std::size_t slot, std::string_view method, std::string_view route,
                                 const RequestContext& context, SteadyTime since) {
  auto& own = *slots_.at(slot);
  const std::lock_guard lock(own.mutex);
  if (own.free.empty()) {
    own.free.push_back(static_cast<Ticket>(own.places.size()));
    own.places.emplace_back();
  }
  const auto ticket = own.free.back();
  own.free.pop_back();
  auto& place = own.places[ticket];
  place.used = true;
  place.entry.method = method;
  place.entry.route = route;
  place.entry.request_id = context.request_id;
  place.entry.trace = context.trace;
  place.entry.since = since;
  return ticket;
}

void InFlight::end(std::size_t slot, Ticket ticket) {
  auto& own = *slots_.at(slot);
  const std::lock_guard lock(own.mutex);
  own.places.at(ticket).used = false;
  own.free.push_back(ticket);
}

std::vector<InFlight::Entry> InFlight::list() const {
  std::vector<Entry> all;
  for (const auto& slot : slots_) {
    const std::lock_guard lock(slot->mutex);
    for (const auto& place : slot->places) {
      if (place.used) all.push_back(place.entry);
    }
  }
  std::ranges::sort(all, {}, &Entry::since);
  return all;
}

}  // namespace plaza::telemetry
