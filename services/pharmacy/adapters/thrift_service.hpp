#pragma once

#include <memory>

#include "platform/core/clock.hpp"
#include "platform/core/context.hpp"
#include "platform/rpc/thrift_server.hpp"
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

  // The clock outlives the service.
  ThriftService(std::shared_ptr<const Present> present, const Clock& clock, FreshnessLimits limits)
      : present_(std::move(present)), clock_(&clock), limits_(limits) {}

  [[nodiscard]] Result<wire::SearchReply> search(const wire::SearchRequest& request) const;
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
};

}  // namespace plaza::pharmacy
