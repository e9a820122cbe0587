#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"
#include "services/pharmacy/app/institution_id.hpp"

namespace plaza::pharmacy {

// A row of the feed. The texts are views into the feed they were read from.
struct FeedRow {
  InstitutionId id;
  std::string_view name;
  std::string_view address;
  std::string_view phone;
  std::int32_t adult = 0;
  std::int32_t child = 0;
  // The row's own source time. A file caught while it was rewritten holds two.
  SystemTime updated_at;
};

// What a feed says, sorted by id, each id once.
struct ParsedFeed {
  std::unique_ptr<std::string> text;  // what the rows point into
  std::vector<FeedRow> rows;
  // The newest time of any row: the snapshot's.
  SystemTime updated_at;
  // Rows that could not be read, and repeated ids (the newest row of an id is kept).
  std::uint32_t rejected_rows = 0;
  // Rows that are kept although a spreadsheet had damaged their id, or a count was below 0.
  std::uint32_t repaired_ids = 0;
  std::uint32_t clamped_counts = 0;
};

// Reads the feed "mask stock per contracted institution" of the National Health Insurance Administration: CSV in UTF-8
// with or without a byte-order mark, LF or CRLF, the seven columns in any order under any of their known names.
// Rows that cannot be read, or whose time is later than `latest`, are counted and left out.
//
// Errors: data_loss with one of these reasons, and the feed as a whole is not to be used:
//   FEED_EMPTY       no row at all
//   FEED_NOT_CSV     HTML, JSON or other text
//   FEED_NOT_UTF8
//   FEED_BAD_HEADER  a column is missing, unknown or there twice
//   FEED_TRUNCATED   the last line is cut
Result<ParsedFeed> parse_feed(std::string text, SystemTime latest = SystemTime::max());

}  // namespace plaza::pharmacy
