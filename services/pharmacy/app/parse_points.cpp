#include <cmath>
#include <unordered_set>

#include <boost/json.hpp>

#include "services/pharmacy/app/points.hpp"

namespace plaza::pharmacy {
namespace {

namespace json = boost::json;

// Taiwan with its islands.
constexpr Box taiwan{.south = 21.8, .west = 118, .north = 26.5, .east = 122.2};

const json::value* member(const json::object* object, std::string_view name) {
  return object ? object->if_contains(name) : nullptr;
}

const json::object* as_object(const json::value* value) {
  return value ? value->if_object() : nullptr;
}

std::string text_of(const json::object* properties, std::string_view name) {
  const auto* value = member(properties, name);
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string(text->data(), text->size()) : std::string();
}

std::optional<double> number(const json::value& value) {
  boost::system::error_code error;
  const auto read = value.is_number() ? value.to_number<double>(error) : 0;
  if (!value.is_number() || error || !std::isfinite(read)) return std::nullopt;
  return read;
}

// GeoJSON gives longitude first.
std::optional<Position> position_of(const json::object& feature) {
  const auto* coordinates = member(as_object(feature.if_contains("geometry")), "coordinates");
  const auto* pair = coordinates ? coordinates->if_array() : nullptr;
  if (!pair || pair->size() < 2) return std::nullopt;
  const auto longitude = number((*pair)[0]);
  const auto latitude = number((*pair)[1]);
  if (!longitude || !latitude) return std::nullopt;
  const Position position{.latitude = *latitude, .longitude = *longitude};
  if (!taiwan.contains(position)) return std::nullopt;
  return position;
}

void read_feature(const json::value& value, std::unordered_set<std::string>& seen, ParsedPoints& parsed) {
  const auto* feature = value.if_object();
  const auto* properties = feature ? as_object(feature->if_contains("properties")) : nullptr;
  const auto id = parse_or_repair_id(text_of(properties, "id"));
  if (!id || !seen.emplace(id->id.view()).second) {
    ++parsed.rejected_features;
    return;
  }
  Point point{.id = id->id, .position = position_of(*feature), .open_periods = {}};
  if (!point.position) ++parsed.dropped_positions;
  const auto* periods = member(properties, "service_periods");
  const auto periods_text = text_of(properties, "service_periods");
  point.open_periods = OpenPeriods::parse(periods_text);
  const bool absent = !periods || periods->is_null() || (periods->is_string() && periods_text.empty());
  if (!absent && !point.open_periods) ++parsed.unknown_periods;
  point.name = text_of(properties, "name");
  point.address = text_of(properties, "address");
  point.phone = text_of(properties, "phone");
  parsed.points.push_back(std::move(point));
}

}  // namespace

Result<ParsedPoints> parse_points(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  boost::system::error_code error;
  const auto document = json::parse(text, error);
  if (error) return fail(Code::data_loss, "the points are not JSON: " + error.message(), "POINTS_NOT_GEOJSON");
  const auto* features = member(document.if_object(), "features");
  if (!features || !features->is_array()) {
    return fail(Code::data_loss, "the points are not a FeatureCollection", "POINTS_NOT_GEOJSON");
  }
  ParsedPoints parsed;
  std::unordered_set<std::string> seen;
  for (const auto& feature : features->get_array()) read_feature(feature, seen, parsed);
  return parsed;
}

}  // namespace plaza::pharmacy
