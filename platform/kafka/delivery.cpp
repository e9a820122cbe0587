#include "platform/kafka/delivery.hpp"

#include <algorithm>

#include <boost/asio/post.hpp>

namespace plaza::kafka {

void Deliveries::add(InFlightRecord& record, Result<void> result) {
  // As many groups as workers.
  auto group = std::ranges::find(groups_, record.executor, &Group::executor);
  if (group == groups_.end()) group = groups_.insert(group, Group{record.executor, {}});
  group->told.push_back({std::move(record.waiter), std::move(result)});
}

void Deliveries::post() {
  for (auto& group : groups_) {
    asio::post(group.executor, [told = std::move(group.told)]() mutable {
      for (auto& [waiter, result] : told) waiter->tell(std::move(result));
    });
  }
  groups_.clear();
}

}  // namespace plaza::kafka
