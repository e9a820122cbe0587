#pragma once

#include <memory>
#include <string>

#include "services/pharmacy/app/check_feed.hpp"
#include "services/pharmacy/app/snapshot.hpp"

namespace plaza::pharmacy {

// What became of a feed that was taken.
struct TakenFeed {
  std::shared_ptr<const Snapshot> snapshot;
  LastFeed last;  // what the next one is compared with
  std::uint32_t rejected_rows = 0;
  std::uint32_t repaired_ids = 0;
  std::uint32_t clamped_counts = 0;
};

// Rows from further ahead than this are not believed: one of them would make every later feed an older one. Clocks may
// differ by an hour and more.
constexpr std::chrono::hours ahead_max{24};

// Reads a feed, checks it against the last good one, and makes the next snapshot of it. Errors: those of parse_feed and
// check_feed; the present snapshot is then to be kept.
Result<TakenFeed> take_feed(const Snapshot& present, const LastFeed& last, std::string text, const FeedLimits& limits,
                            SystemTime now);

}  // namespace plaza::pharmacy
