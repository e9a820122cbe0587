#include <cmath>

#include <fmt/format.h>
#include <simdjson.h>

#include "services/pharmacy/app/search.hpp"

namespace plaza::pharmacy {
namespace {

// What RFC 3339 can write: the years 0000 to 9999, and up to a day more for who is ahead of UTC, or behind.
constexpr SystemTime first_time{milliseconds{-62'167'305'600'000}};
constexpr SystemTime last_time{milliseconds{253'402'387'199'999}};

// False for what is not a number, too.
bool in_range(double value, double min, double max) {
  return value >= min && value <= max;
}

std::string position_fault(double latitude, double longitude) {
  if (!in_range(latitude, -90, 90)) return "latitude must be from -90 to 90";
  if (!in_range(longitude, -180, 180)) return "longitude must be from -180 to 180";
  return {};
}

std::string box_fault(const Box& box) {
  for (const auto& corner : {Position{box.south, box.west}, Position{box.north, box.east}}) {
    if (auto fault = position_fault(corner.latitude, corner.longitude); !fault.empty()) return fault;
  }
  return box.south <= box.north ? "" : "south must not be above north";
}

std::string radius_fault(const SearchParameters& search) {
  if (!search.near) return "needs near";
  if (*search.radius_metres > 0 && *search.radius_metres <= distance_metres_max) return {};
  return fmt::format("must be above 0 and at most {} metres", distance_metres_max);
}

std::string query_fault(const std::string& query) {
  if (query.size() > SearchParameters::query_bytes_max)
    return fmt::format("must be at most {} bytes long", SearchParameters::query_bytes_max);
  return simdjson::validate_utf8(query) ? "" : "must be UTF-8";
}

}  // namespace

std::vector<FieldError> faults(const SearchParameters& search) {
  std::vector<FieldError> found;
  const auto check = [&found](std::string_view field, std::string fault) {
    if (!fault.empty()) found.push_back({.pointer = std::string(field), .detail = std::move(fault)});
  };
  if (search.near) check("near", position_fault(search.near->latitude, search.near->longitude));
  if (search.within) check("within", box_fault(*search.within));
  if (search.radius_metres) check("radius", radius_fault(search));
  if (search.open_at && (*search.open_at < first_time || *search.open_at > last_time)) {
    check("openAt", "must be from the year 0 to 9999");
  }
  check("q", query_fault(search.query));
  if (search.first < 1 || search.first > SearchParameters::page_max) {
    check("first", fmt::format("must be from 1 to {}", SearchParameters::page_max));
  }
  return found;
}

}  // namespace plaza::pharmacy
