#include "services/pharmacy/adapters/feed_options.hpp"

namespace plaza::pharmacy {
namespace {

// Without a word from the configuration, a feed that missed this many periods is stale.
constexpr int periods_until_stale = 3;

}  // namespace

void FeedOptions::describe(config::Section root) {
  const auto section = root.section("feed");
  constexpr config::Range share{.min = 0, .max = 1};
  constexpr config::Range pause{.min = 1, .max = 86'400'000};
  section.value("source", source, "Where the mask feed is: an http(s) address, a path or a file:// address");
  section.value("period_ms", period, "Time between two syncs", {.min = 100, .max = 86'400'000});
  section.value("period_jitter", period_jitter,
                "Share of the period by which it varies, so that many do not come at once", {.min = 0, .max = 0.5});
  section.value("timeout_ms", timeout, "Deadline of one attempt to fetch the feed", pause);
  section.value("attempts_max", attempts_max, "Attempts of one sync before it has failed", {.min = 1, .max = 20});
  section.value("backoff_ms", backoff, "Longest pause before the second attempt; doubles with each, and varies", pause);
  section.value("backoff_max_ms", backoff_max, "Longest pause between two attempts", pause);
  section.value("body_bytes_max", body_bytes_max, "Largest feed that is read", {.min = 1'000, .max = 1e9});
  section.value("rejected_share_max", limits.rejected_share_max,
                "A feed of which more than this share of the rows cannot be read is refused", share);
  section.value("lost_share_max", limits.lost_share_max,
                "A feed that lacks more than this share of the rows of the last good one is refused", share);
  section.value("stale_after_ms", stale_after, "A feed not read for so long is stale; 0: three periods",
                {.min = 0, .max = 864'000'000});
  section.value("source_age_max_ms", source_age_max, "Figures older than this are stale; 0: whatever their age",
                {.min = 0, .max = 3.2e12});
  section.value("points_file", points_file, "GeoJSON with positions and opening periods; empty: none");
  section.value("last_good_file", last_good_file,
                "Where the last good feed is kept for the next start; empty: nowhere");
}

FreshnessLimits FeedOptions::freshness() const {
  return {.stale_after = stale_after.count() > 0 ? stale_after : period * periods_until_stale,
          .source_age_max = source_age_max};
}

}  // namespace plaza::pharmacy
