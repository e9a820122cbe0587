#include "services/pharmacy/adapters/feed_metrics.hpp"

#include <limits>

namespace plaza::pharmacy {
namespace {

constexpr auto unknown = std::numeric_limits<double>::quiet_NaN();

double seconds_since_1970(SystemTime time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

}  // namespace

std::string_view to_string(SyncResult result) {
  switch (result) {
    case SyncResult::changed:
      return "changed";
    case SyncResult::unchanged:
      return "unchanged";
    case SyncResult::refused:
      return "refused";
    case SyncResult::failed:
      return "failed";
  }
  return "unknown";
}

FeedMetrics::FeedMetrics(telemetry::Metrics& metrics, std::size_t slot, const Clock& clock,
                         std::shared_ptr<const Present> present, FreshnessLimits limits)
    : metrics_(metrics), slot_(slot) {
  const auto gauge = [&](std::string_view name, std::string_view help, auto value) {
    metrics.computed_gauge(name, help, {}, [present, &clock, limits, value] {
      return static_cast<double>(value(present->get()->feed, clock, limits));
    });
  };
  using Status = FeedStatus;
  using Limits = FreshnessLimits;
  gauge("pharmacy_feed_rows", "Rows of the feed that is served",
        [](const Status& feed, const Clock&, const Limits&) { return feed.rows; });
  gauge("pharmacy_feed_rejected_rows", "Rows of that feed that could not be read",
        [](const Status& feed, const Clock&, const Limits&) { return feed.rejected_rows; });
  gauge("pharmacy_feed_age_seconds", "Age of the figures by the source's own time",
        [](const Status& feed, const Clock& now, const Limits&) {
          const auto seconds = age(feed, now.now());
          return seconds ? static_cast<double>(seconds->count()) : unknown;
        });
  gauge("pharmacy_feed_stale", "1 when the figures may be older than they look",
        [](const Status& feed, const Clock& now, const Limits& allowed) {
          return is_stale(feed, allowed, now.now(), now.steady_now()) ? 1 : 0;
        });
  gauge("pharmacy_feed_last_success_timestamp_seconds", "When the feed was last read, or found unchanged",
        [](const Status& feed, const Clock&, const Limits&) {
          return feed.synced_at ? seconds_since_1970(*feed.synced_at) : unknown;
        });
}

void FeedMetrics::synced(SyncResult result, std::string_view reason, std::chrono::nanoseconds duration) {
  // Syncs are rare: finding the handle each time costs nothing that matters.
  metrics_
      .counter("pharmacy_feed_syncs_total", "Syncs of the feed by what they came to",
               {{"result", std::string(to_string(result))}, {"reason", std::string(reason)}})
      .add(slot_);
  metrics_.histogram("pharmacy_feed_sync_seconds", "Time that a sync took, with its retries")
      .observe(slot_, std::chrono::duration<double>(duration).count());
}

void FeedMetrics::last_good_not_written() {
  metrics_
      .counter("pharmacy_feed_last_good_failures_total", "Times that the last good feed could not be written to disk")
      .add(slot_);
}

}  // namespace plaza::pharmacy
