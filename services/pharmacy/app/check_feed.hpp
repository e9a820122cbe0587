#pragma once

#include <cstdint>

#include "platform/core/error.hpp"
#include "services/pharmacy/app/parse_feed.hpp"

namespace plaza::pharmacy {

// What a feed may lack and still be used; shares are 0 to 1.
struct FeedLimits {
  double rejected_share_max = 0.1;  // of its lines
  double lost_share_max = 0.5;      // of the rows of the last good feed
};

// What is known of the last good feed. No rows: there was none.
struct LastFeed {
  SystemTime updated_at = SystemTime::min();
  std::uint32_t rows = 0;
};

// Whether a feed that could be read is also to be believed. Errors: failed_precondition with one of these reasons:
//   FEED_TOO_MANY_REJECTED  the share of rows that could not be read is too large
//   FEED_OLDER              its source time is before that of the last good one (an equal one is fine)
//   FEED_ROWS_LOST          it has far fewer rows than the last good one
Result<void> check_feed(const ParsedFeed& feed, const LastFeed& last, const FeedLimits& limits);

}  // namespace plaza::pharmacy
