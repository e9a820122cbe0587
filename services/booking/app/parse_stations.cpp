#include "services/booking/app/parse_stations.hpp"

#include <cmath>
#include <unordered_set>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "platform/core/text_length.hpp"
#include "services/booking/app/reserve.hpp"

namespace plaza::booking {
namespace {

namespace json = boost::json;

std::unexpected<Error> wrong(std::string what) {
  return fail(Code::data_loss, std::move(what), "STATIONS_NOT_READABLE");
}

std::string text_of(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  const auto* text = value != nullptr ? value->if_string() : nullptr;
  return text != nullptr ? std::string(text->data(), text->size()) : std::string();
}

std::optional<double> number_of(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  boost::system::error_code error;
  const auto number = value->to_number<double>(error);
  return error || !std::isfinite(number) ? std::nullopt : std::optional(number);
}

std::optional<Position> position_of(const json::object& from) {
  const auto latitude = number_of(from, "latitude");
  const auto longitude = number_of(from, "longitude");
  const bool on_earth = latitude && longitude && std::abs(*latitude) <= 90 && std::abs(*longitude) <= 180;
  return on_earth ? std::optional(Position{*latitude, *longitude}) : std::nullopt;
}

// Of `from`, else what all have.
Result<Season> season_of(const json::object& from, const Season& otherwise) {
  const auto* value = from.if_contains("days");
  if (value == nullptr) return otherwise;
  const auto* days = value->if_object();
  if (days == nullptr) return wrong("days must be an object");
  const auto first = parse_date(text_of(*days, "from"));
  const auto count = number_of(*days, "count");
  const auto capacity = number_of(*days, "capacity");
  if (!first || !count || *count < 0 || *count > days_max || !capacity || *capacity < 0 ||
      *capacity > static_cast<double>(capacity_max)) {
    return wrong(
        fmt::format("days must have from (a date), count (0 to {}) and capacity (0 to {})", days_max, capacity_max));
  }
  return Season{.from = *first, .count = static_cast<int>(*count), .capacity = static_cast<std::int64_t>(*capacity)};
}

Result<Station> station_of(const json::value& value, const Season& season) {
  const auto* object = value.if_object();
  if (object == nullptr) return wrong("a station must be an object");
  auto name = text_of(*object, "name");
  const auto length = text_length(name);
  if (!length || *length == 0 || *length > station_characters_max) return wrong("a station has no usable name");
  // It is a part of addresses, where a slash or a backslash would be another one.
  if (name.find_first_of("/\\") != std::string::npos) return wrong(name + ": a name has no slash");
  auto own = season_of(*object, season);
  if (!own) return wrong(fmt::format("{}: {}", name, own.error().message));
  return Station{.name = std::move(name),
                 .state = text_of(*object, "state"),
                 .district = text_of(*object, "district"),
                 .position = position_of(*object),
                 .season = *own};
}

}  // namespace

Result<std::vector<Station>> parse_stations(std::string_view text) {
  boost::system::error_code error;
  const auto document = json::parse(text, error);
  if (error) return wrong("the stations are not JSON: " + error.message());
  const auto* object = document.if_object();
  const auto* list = object != nullptr ? object->if_contains("stations") : nullptr;
  if (list == nullptr || !list->is_array()) return wrong("there is no list of stations");
  if (list->get_array().size() > stations_max)
    return wrong(fmt::format("there are more than {} stations", stations_max));
  const auto season = season_of(*object, {});
  if (!season) return std::unexpected(season.error());
  std::vector<Station> stations;
  std::unordered_set<std::string> names;
  for (const auto& value : list->get_array()) {
    auto station = station_of(value, *season);
    if (!station) return std::unexpected(std::move(station.error()));
    if (!names.insert(station->name).second) return wrong(fmt::format("{} stands there twice", station->name));
    stations.push_back(std::move(*station));
  }
  return stations;
}

}  // namespace plaza::booking
