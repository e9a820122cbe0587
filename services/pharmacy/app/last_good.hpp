#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"
#include "services/pharmacy/app/check_feed.hpp"
#include "services/pharmacy/app/snapshot.hpp"

namespace plaza::pharmacy {

// What is kept on disk beside the rows, so that a restart goes on where the process stopped.
struct LastGood {
  std::string source;              // where the feed came from; validators are good for that source only
  std::string etag;                // of the feed as it was fetched; empty: none
  std::string last_modified;       // the same
  std::uint64_t content_hash = 0;  // of the feed's bytes
  SystemTime synced_at;
  LastFeed last;
  std::uint32_t rejected_rows = 0;
};

// One text: a line of JSON with the above and a checksum of the rest, then every pharmacy that has figures in the
// feed's own CSV form, those with 0 and 0 included. Opens in a spreadsheet.
std::string write_last_good(const LastGood& meta, const Snapshot& snapshot);

struct RestoredFeed {
  LastGood meta;
  std::shared_ptr<const Snapshot> snapshot;
};

// Errors: data_loss (LAST_GOOD_DAMAGED) when the text is not what write_last_good wrote.
Result<RestoredFeed> read_last_good(std::string_view text, const Snapshot& before);

}  // namespace plaza::pharmacy
