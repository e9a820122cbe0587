#include "services/booking/app/station.hpp"

namespace plaza::booking {

StationList::StationList(std::vector<Station> all) {
  for (auto& station : all) {
    auto name = station.name;
    by_name_.insert_or_assign(std::move(name), std::move(station));
  }
}

const Station* StationList::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &found->second;
}

std::vector<const Station*> StationList::page(std::string_view state, std::string_view after, std::size_t count) const {
  std::vector<const Station*> found;
  for (auto at = by_name_.upper_bound(after); at != by_name_.end() && found.size() < count; ++at) {
    if (state.empty() || at->second.state == state) found.push_back(&at->second);
  }
  return found;
}

}  // namespace plaza::booking
