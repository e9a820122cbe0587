#include "services/pharmacy/app/freshness.hpp"

#include <algorithm>

namespace plaza::pharmacy {

bool is_stale(const FeedStatus& status, const FreshnessLimits& limits, SystemTime now, SteadyTime steady_now) {
  if (status.last_sync_failed || !status.synced || !status.updated_at) return true;
  if (steady_now - *status.synced > limits.stale_after) return true;
  return limits.source_age_max.count() > 0 && now - *status.updated_at > limits.source_age_max;
}

std::optional<std::chrono::seconds> age(const FeedStatus& status, SystemTime now) {
  if (!status.updated_at) return std::nullopt;
  return std::max(std::chrono::seconds{0}, std::chrono::floor<std::chrono::seconds>(now - *status.updated_at));
}

}  // namespace plaza::pharmacy
