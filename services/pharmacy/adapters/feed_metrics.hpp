#pragma once

#include <memory>
#include <string_view>

#include "platform/core/clock.hpp"
#include "platform/telemetry/metrics.hpp"
#include "services/pharmacy/app/freshness.hpp"
#include "services/pharmacy/app/served.hpp"

namespace plaza::pharmacy {

// What a sync came to.
enum class SyncResult : std::uint8_t { changed, unchanged, refused, failed };
std::string_view to_string(SyncResult result);

// The feed in numbers: its freshness, read from what is served at each scrape, and the syncs.
class FeedMetrics {
 public:
  // Metrics and clock must outlive what scrapes them. `slot`: of the worker that syncs.
  FeedMetrics(telemetry::Metrics& metrics, std::size_t slot, const Clock& clock, std::shared_ptr<const Present> present,
              FreshnessLimits limits);

  // `reason`: the fixed word of a refusal or failure.
  void synced(SyncResult result, std::string_view reason, std::chrono::nanoseconds duration);
  void last_good_not_written();

 private:
  telemetry::Metrics& metrics_;
  std::size_t slot_;
};

}  // namespace plaza::pharmacy
