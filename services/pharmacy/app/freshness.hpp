#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "platform/core/clock.hpp"

namespace plaza::pharmacy {

// What is known of the feed and of the last attempts to read it.
struct FeedStatus {
  std::string source;  // URL or path, without credentials
  // When it was last read with success, or found unchanged; absent before the first time.
  std::optional<SystemTime> synced_at{};
  // The same on the clock that does not jump.
  std::optional<SteadyTime> synced{};
  // The source's own time of what is served.
  std::optional<SystemTime> updated_at{};
  std::uint32_t rows = 0;
  std::uint32_t rejected_rows = 0;
  // The last attempt failed, after its retries, or what it brought was refused.
  bool last_sync_failed = false;
};

struct FreshnessLimits {
  // Since the last success.
  milliseconds stale_after{180'000};
  // Of the figures; 0: any age will do, as for a feed that is known to be historic.
  milliseconds source_age_max{3'600'000};
};

// Whether figures may be older than they look: the last sync failed or was refused, the last success is too long ago
// (or there was none), or the source itself has not moved for too long.
bool is_stale(const FeedStatus& status, const FreshnessLimits& limits, SystemTime now, SteadyTime steady_now);

// Of the figures, at least 0; nothing before the first feed.
std::optional<std::chrono::seconds> age(const FeedStatus& status, SystemTime now);

}  // namespace plaza::pharmacy
