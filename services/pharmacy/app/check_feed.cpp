#include "services/pharmacy/app/check_feed.hpp"

#include <fmt/format.h>

#include "services/pharmacy/app/taiwan_time.hpp"

namespace plaza::pharmacy {

Result<void> check_feed(const ParsedFeed& feed, const LastFeed& last, const FeedLimits& limits) {
  const auto rows = static_cast<double>(feed.rows.size());
  const auto lines = rows + feed.rejected_rows;
  if (feed.rows.empty() || feed.rejected_rows > limits.rejected_share_max * lines) {
    return fail(Code::failed_precondition, fmt::format("{} of {} rows cannot be read", feed.rejected_rows, lines),
                "FEED_TOO_MANY_REJECTED");
  }
  if (last.rows == 0) return {};
  if (feed.updated_at < last.updated_at) {
    return fail(Code::failed_precondition,
                fmt::format("the feed of {} (Taiwan) is older than the one that is served, of {}",
                            format_taiwan_time(feed.updated_at), format_taiwan_time(last.updated_at)),
                "FEED_OLDER");
  }
  if (rows < (1 - limits.lost_share_max) * last.rows) {
    return fail(Code::failed_precondition, fmt::format("{} rows are left of {}", rows, last.rows), "FEED_ROWS_LOST");
  }
  return {};
}

}  // namespace plaza::pharmacy
