#include "services/pharmacy/app/last_good.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>
#include <xxhash.h>

#include "platform/core/hex.hpp"
#include "platform/core/json_text.hpp"
#include "platform/core/timestamp.hpp"
#include "services/pharmacy/app/csv.hpp"
#include "services/pharmacy/app/feed_columns.hpp"
#include "services/pharmacy/app/taiwan_time.hpp"

namespace plaza::pharmacy {
namespace {

namespace json = boost::json;

constexpr std::int64_t form = 1;
constexpr std::size_t row_bytes = 130;

std::string hash_text(std::uint64_t hash) {
  std::string text;
  append_hex(text, hash);
  return text;
}

std::string checksum(std::string_view rows) {
  return hash_text(XXH3_64bits(rows.data(), rows.size()));
}

void append_row(std::string& out, const Pharmacy& pharmacy) {
  out += pharmacy.id.view();
  for (const auto* text : {&pharmacy.details->name, &pharmacy.details->address, &pharmacy.details->phone}) {
    out.push_back(',');
    append_csv_field(out, *text);
  }
  fmt::format_to(std::back_inserter(out), ",{},{},{}\n", pharmacy.mask->adult, pharmacy.mask->child,
                 format_taiwan_time(pharmacy.mask->updated_at));
}

std::string rows_of(const Snapshot& snapshot) {
  std::string out;
  out.reserve(snapshot.pharmacies().size() * row_bytes);
  out += fmt::format("{}\n", fmt::join(column_names, ","));
  for (const auto& pharmacy : snapshot.pharmacies()) {
    if (pharmacy.mask) append_row(out, pharmacy);
  }
  return out;
}

std::unexpected<Error> damaged(std::string_view what) {
  return fail(Code::data_loss, fmt::format("the last good feed is damaged: {}", what), "LAST_GOOD_DAMAGED");
}

// Members of the first line; throws what Boost.JSON throws when one is missing or of another kind.
std::string text_at(const json::object& object, std::string_view name) {
  const auto& text = object.at(name).as_string();
  return {text.data(), text.size()};
}

SystemTime time_at(const json::object& object, std::string_view name) {
  const auto time = parse_rfc3339(text_at(object, name));
  if (!time) throw std::invalid_argument("not a time");
  return *time;
}

std::uint64_t hash_at(const json::object& object, std::string_view name) {
  return std::stoull(text_at(object, name), nullptr, 16);
}

LastGood meta_of(const json::object& object) {
  return {.source = text_at(object, "source"),
          .etag = text_at(object, "etag"),
          .last_modified = text_at(object, "lastModified"),
          .content_hash = hash_at(object, "contentHash"),
          .synced_at = time_at(object, "syncedAt"),
          .last = {.updated_at = time_at(object, "updatedAt"), .rows = object.at("rows").to_number<std::uint32_t>()},
          .rejected_rows = object.at("rejectedRows").to_number<std::uint32_t>()};
}

Result<LastGood> read_meta(std::string_view line, std::string_view rows) {
  try {
    const auto parsed = json::parse(line);
    const auto& object = parsed.as_object();
    if (object.at("form").to_number<std::int64_t>() != form) return damaged("it has an unknown form");
    if (text_at(object, "checksum") != checksum(rows)) return damaged("its checksum differs");
    return meta_of(object);
  } catch (const std::exception&) {
    return damaged("its first line cannot be read");
  }
}

}  // namespace

std::string write_last_good(const LastGood& meta, const Snapshot& snapshot) {
  const auto rows = rows_of(snapshot);
  std::string out;
  out.reserve(rows.size() + 512);
  out += fmt::format(R"({{"form":{},"checksum":"{}","contentHash":"{}","syncedAt":"{}","updatedAt":"{}",)", form,
                     checksum(rows), hash_text(meta.content_hash), format_rfc3339(meta.synced_at),
                     format_rfc3339(meta.last.updated_at));
  out += fmt::format(R"("rows":{},"rejectedRows":{})", meta.last.rows, meta.rejected_rows);
  for (const auto& [name, text] : {std::pair{"source", &meta.source}, std::pair{"etag", &meta.etag},
                                   std::pair{"lastModified", &meta.last_modified}}) {
    out += fmt::format(R"(,"{}":)", name);
    append_json_string(out, *text);
  }
  out += "}\n";
  out += rows;
  return out;
}

Result<RestoredFeed> read_last_good(std::string_view text, const Snapshot& before) {
  const auto line_end = text.find('\n');
  if (line_end == std::string_view::npos) return damaged("it has no rows");
  const auto rows = text.substr(line_end + 1);
  const auto meta = read_meta(text.substr(0, line_end), rows);
  if (!meta) return std::unexpected(meta.error());
  const auto feed = parse_feed(std::string(rows));
  if (!feed) return damaged(feed.error().message);
  return RestoredFeed{.meta = *meta, .snapshot = before.with_feed(*feed)};
}

}  // namespace plaza::pharmacy
