#include "services/pharmacy/app/map_document.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include "platform/core/hex.hpp"
#include "platform/core/json_text.hpp"
#include "platform/core/timestamp.hpp"

namespace plaza::pharmacy {
namespace {

constexpr std::string_view fields = R"("fields":["id","latitude","longitude","adult","child","openPeriods"])";
// ["0145080011",23.601927,121.521188,4500,1390,"NNNNNNYNNNNNNYNNNNNNY"],
constexpr std::size_t row_bytes = 80;

void append_integer(std::string& out, std::int64_t value) {
  const fmt::format_int text(value);
  out.append(text.data(), text.size());
}

void append_row(std::string& out, const Pharmacy& pharmacy, const Point* point) {
  out += "[\"";
  out += pharmacy.id.view();
  out += "\",";
  if (point && point->position) {
    append_json_number(out, point->position->latitude);
    out.push_back(',');
    append_json_number(out, point->position->longitude);
  } else {
    out += "null,null";
  }
  out.push_back(',');
  if (pharmacy.mask) {
    append_integer(out, pharmacy.mask->adult);
    out.push_back(',');
    append_integer(out, pharmacy.mask->child);
  } else {
    out += "null,null";
  }
  out.push_back(',');
  if (point && point->open_periods) {
    append_json_string(out, point->open_periods->text());
  } else {
    out += "null";
  }
  out.push_back(']');
}

}  // namespace

std::shared_ptr<const MapDocument> make_map_document(const Snapshot& snapshot) {
  std::string content;
  content.reserve(snapshot.pharmacies().size() * row_bytes);
  content += R"("updatedAt":)";
  if (snapshot.updated_at()) {
    append_json_string(content, format_rfc3339(*snapshot.updated_at()));
  } else {
    content += "null";
  }
  content.push_back(',');
  content += fields;
  content += R"(,"rows":[)";
  for (const auto& pharmacy : snapshot.pharmacies()) {
    append_row(content, pharmacy, snapshot.point_of(pharmacy));
    content.push_back(',');
  }
  if (content.ends_with(',')) content.pop_back();
  content += "]}";

  auto document = std::make_shared<MapDocument>();
  append_hex(document->version, XXH3_64bits(content.data(), content.size()));
  document->json = fmt::format(R"({{"version":"{}",)", document->version);
  document->json += content;
  return document;
}

}  // namespace plaza::pharmacy
