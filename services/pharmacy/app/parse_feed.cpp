#include "services/pharmacy/app/parse_feed.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <tuple>

#include <simdjson.h>

#include "services/pharmacy/app/csv.hpp"
#include "services/pharmacy/app/feed_columns.hpp"
#include "services/pharmacy/app/taiwan_time.hpp"

namespace plaza::pharmacy {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view blanks = " \t\r\n";
// A row of the feed takes about 110 bytes; rows are few bytes too many to reserve for.
constexpr std::size_t bytes_per_row = 100;

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// A character of UTF-8 that the end of the text cuts: how many of its bytes are there, 0 when none is cut.
std::size_t cut_character_bytes(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0U) == 0x80) continue;
    const std::size_t whole = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return whole > back ? back : 0;
  }
  return 0;
}

// What can be told before a line is read.
Result<void> check_text(std::string_view text) {
  if (!simdjson::validate_utf8(text)) {
    const auto cut = cut_character_bytes(text);
    if (cut > 0 && text.size() > cut && simdjson::validate_utf8(text.substr(0, text.size() - cut))) {
      return fail(Code::data_loss, "the feed ends inside a character", "FEED_TRUNCATED");
    }
    return fail(Code::data_loss, "the feed is not UTF-8", "FEED_NOT_UTF8");
  }
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  text = without_blanks(text);
  if (text.empty()) return fail(Code::data_loss, "the feed is empty", "FEED_EMPTY");
  const auto first_line = text.substr(0, text.find('\n'));
  if (text.front() == '<' || text.front() == '{' || text.front() == '[' || !first_line.contains(',')) {
    return fail(Code::data_loss, "the feed is not CSV", "FEED_NOT_CSV");
  }
  return {};
}

struct Count {
  std::int32_t value = 0;
  bool clamped = false;
};

// Upstream bookings may correct a count below 0: that means none left. Nothing for what is no whole number, or above
// the range of a 32-bit integer.
std::optional<Count> parse_count(std::string_view text) {
  text = without_blanks(text);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (negative) return Count{.value = 0, .clamped = error != std::errc{} || value != 0};
  if (error != std::errc{} || value > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
  return Count{.value = static_cast<std::int32_t>(value)};
}

class FeedReader {
 public:
  FeedReader(ColumnOrder order, SystemTime latest, ParsedFeed& feed) : order_(order), latest_(latest), feed_(feed) {}

  // Whether the record was a good row.
  bool read(const CsvReader& record) {
    if (const auto row = record.field_count() == column_count ? parse_row(record.fields()) : std::nullopt) {
      feed_.rows.push_back(*row);
      return true;
    }
    ++feed_.rejected_rows;
    return false;
  }

  // Where the last field of a row is its time, a row that reads well cannot have been cut: times have one length.
  [[nodiscard]] bool time_comes_last() const {
    return order_[static_cast<std::size_t>(Column::time)] == column_count - 1;
  }

 private:
  std::optional<FeedRow> parse_row(std::span<const std::string_view> fields) {
    const auto field = [&](Column column) { return fields[order_[static_cast<std::size_t>(column)]]; };
    const auto id = parse_or_repair_id(without_blanks(field(Column::id)));
    const auto adult = parse_count(field(Column::adult));
    const auto child = parse_count(field(Column::child));
    const auto time = time_of(without_blanks(field(Column::time)));
    if (!id || !adult || !child || !time || *time > latest_) return std::nullopt;
    if (id->repaired) ++feed_.repaired_ids;
    feed_.clamped_counts += static_cast<std::uint32_t>(adult->clamped) + static_cast<std::uint32_t>(child->clamped);
    return FeedRow{.id = id->id,
                   .name = field(Column::name),
                   .address = field(Column::address),
                   .phone = field(Column::phone),
                   .adult = adult->value,
                   .child = child->value,
                   .updated_at = *time};
  }

  // Nearly all rows of a feed have one time: it is read once.
  std::optional<SystemTime> time_of(std::string_view text) {
    if (text != last_time_text_) {
      last_time_text_ = text;
      last_time_ = parse_taiwan_time(text);
    }
    return last_time_;
  }

  ColumnOrder order_;
  SystemTime latest_;
  ParsedFeed& feed_;
  std::string_view last_time_text_;
  std::optional<SystemTime> last_time_;
};

// Sorts by id; of several rows with one id the newest is kept, and of equal times the one that comes later in the file.
void sort_and_drop_repeated(ParsedFeed& feed) {
  auto& rows = feed.rows;
  std::ranges::sort(rows, [](const FeedRow& a, const FeedRow& b) {
    // Where a row's name stands in the text tells which row comes later.
    return std::tuple(a.id, a.updated_at, a.name.data()) < std::tuple(b.id, b.updated_at, b.name.data());
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (kept > 0 && rows[kept - 1].id == rows[i].id) {
      rows[kept - 1] = rows[i];
    } else {
      rows[kept++] = rows[i];
    }
  }
  feed.rejected_rows += static_cast<std::uint32_t>(rows.size() - kept);
  rows.resize(kept);
}

}  // namespace

Result<ParsedFeed> parse_feed(std::string text, SystemTime latest) {
  if (auto checked = check_text(text); !checked) return std::unexpected(std::move(checked.error()));
  ParsedFeed feed{.text = std::make_unique<std::string>(std::move(text)), .rows = {}, .updated_at = SystemTime::min()};
  CsvReader csv(*feed.text, feed.text->starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
  const auto blank = [&csv] { return csv.field_count() == 1 && without_blanks(csv.fields()[0]).empty(); };
  while (csv.next() && blank()) continue;
  const auto order = read_header(csv.fields());
  if (!order) return std::unexpected(order.error());
  FeedReader reader(*order, latest, feed);
  feed.rows.reserve(feed.text->size() / bytes_per_row);
  while (csv.next()) {
    if (blank()) continue;
    const bool good = reader.read(csv);
    const bool whole = csv.ended_by_line_end() || (good && reader.time_comes_last());
    if (!whole || csv.quote_left_open()) {
      return fail(Code::data_loss, "the feed's last line is cut", "FEED_TRUNCATED");
    }
  }
  if (feed.rows.empty() && feed.rejected_rows == 0) return fail(Code::data_loss, "the feed has no rows", "FEED_EMPTY");
  sort_and_drop_repeated(feed);
  for (const auto& row : feed.rows) feed.updated_at = std::max(feed.updated_at, row.updated_at);
  return feed;
}

}  // namespace plaza::pharmacy
