#include "services/pharmacy/app/take_feed.hpp"

namespace plaza::pharmacy {

Result<TakenFeed> take_feed(const Snapshot& present, const LastFeed& last, std::string text, const FeedLimits& limits,
                            SystemTime now) {
  const auto feed = parse_feed(std::move(text), now + ahead_max);
  if (!feed) return std::unexpected(feed.error());
  if (auto checked = check_feed(*feed, last, limits); !checked) return std::unexpected(std::move(checked.error()));
  return TakenFeed{.snapshot = present.with_feed(*feed),
                   .last = {.updated_at = feed->updated_at, .rows = static_cast<std::uint32_t>(feed->rows.size())},
                   .rejected_rows = feed->rejected_rows,
                   .repaired_ids = feed->repaired_ids,
                   .clamped_counts = feed->clamped_counts};
}

}  // namespace plaza::pharmacy
