#pragma once

#include <memory>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/context.hpp"
#include "platform/rpc/thrift_server.hpp"
#include "services/pharmacy/adapters/finished_pharmacies.hpp"
#include "services/pharmacy/app/freshness.hpp"
#include "services/pharmacy/app/served.hpp"

#include "thrift/pharmacy.hpp"

namespace plaza::pharmacy {

// Answers the calls of thrift/pharmacy.thrift from what is served at present. Every answer is made from one snapshot
// and its status. Without a single known pharmacy, reads of pharmacies are unavailable (NO_SNAPSHOT): an empty list
// would say that there are none.
class ThriftService {
 public:
  static constexpr std::size_t ids_max = 100;

  // The clock outlives the service. `slots`: as many as there are workers, the background one with them.
  ThriftService(std::shared_ptr<const Present> present, const Clock& clock, FreshnessLimits limits, std::size_t slots);

  // `slot`: the index of the worker that it runs on, and on which the page is written.
  [[nodiscard]] Result<FinishedPage> search(const wire::SearchRequest& request, std::size_t slot) const;
  [[nodiscard]] Result<wire::GetManyReply> get_many(const wire::GetManyRequest& request) const;
  [[nodiscard]] Result<wire::GetMapReply> get_map(const wire::GetMapRequest& request) const;
  [[nodiscard]] Result<wire::Feed> get_feed() const;

  // Gives each method of the server its handler.
  void attach_to(rpc::ThriftServer& server) const;

 private:
  [[nodiscard]] Result<std::shared_ptr<const Served>> known() const;
  [[nodiscard]] bool stale(const Served& served) const;

  std::shared_ptr<const Present> present_;
  const Clock* clock_;
  FreshnessLimits limits_;
  std::vector<std::shared_ptr<FinishedPharmacies>> finished_;  // by worker
};

}  // namespace plaza::pharmacy
