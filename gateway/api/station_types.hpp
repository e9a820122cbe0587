#pragma once

#include <optional>
#include <string>
#include <tuple>

#include "gateway/description/repeated.hpp"
#include "gateway/description/type.hpp"

#include "plaza/booking/v1/booking.pb.h"

// What clients see of stations: the messages of the service, described; and what operators send.
namespace plaza::gateway {

inline constexpr double capacity_max = 1'000'000;
inline constexpr std::size_t station_characters_max = 100;

// How many places a day is to have.
struct NewCapacity {
  std::int32_t capacity = 0;
};

template <>
struct Description<booking::v1::StationDay> {
  using T = booking::v1::StationDay;
  static constexpr std::string_view name = "StationDay";
  static constexpr std::string_view doc = "A day at a station.";
  static constexpr auto fields =
      std::tuple(field("date", [](const T& d) -> const std::string& { return d.date(); },
                       {.doc = "The day.", .example = R"("2021-05-16")", .format = "date"}),
                 field("capacity", [](const T& d) { return d.capacity(); },
                       {.doc = "How many places it has.", .example = "1000", .minimum = 0, .maximum = capacity_max}),
                 field("available", [](const T& d) { return d.available(); },
                       {.doc = "How many of them are left.", .example = "318", .minimum = 0, .maximum = capacity_max}));
};

template <>
struct Description<booking::v1::Station> {
  using T = booking::v1::Station;
  static constexpr std::string_view name = "Station";
  static constexpr std::string_view doc = "Where one can be vaccinated.";
  static constexpr auto fields =
      std::tuple(field("id", [](const T& s) -> const std::string& { return s.name(); },
                       {.doc = "Its name, which is unique.", .example = R"("PWTC")"}),
                 field("name", [](const T& s) -> const std::string& { return s.name(); },
                       {.doc = "What it is called.", .example = R"("PWTC")"}),
                 field("state", [](const T& s) -> const std::string& { return s.state(); },
                       {.doc = "The state or federal territory.", .example = R"("W.P. Kuala Lumpur")"}),
                 field("latitude", [](const T& s) { return if_set(s.has_latitude(), s.latitude()); },
                       {.doc = "Degrees, WGS 84; null where the place is not known.",
                        .example = "3.1687333",
                        .minimum = -90,
                        .maximum = 90}),
                 field("longitude", [](const T& s) { return if_set(s.has_longitude(), s.longitude()); },
                       {.doc = "Degrees, WGS 84; null where the place is not known.",
                        .example = "101.6915633",
                        .minimum = -180,
                        .maximum = 180}),
                 field("days", [](const T& s) -> const auto& { return s.days(); },
                       {.doc = "The days that can be booked, in their order. What is left may be a second old."}));
};

template <>
struct Description<booking::v1::ListStationsResponse> {
  using T = booking::v1::ListStationsResponse;
  static constexpr std::string_view name = "StationPage";
  static constexpr std::string_view doc = "A page of stations.";
  static constexpr auto fields =
      std::tuple(field("items", [](const T& p) -> const auto& { return p.stations(); },
                       {.doc = "The stations of this page, in the order of their names.", .items_max = 100}),
                 field("nextCursor", [](const T& p) { return p.next_cursor().empty() ? nullptr : &p.next_cursor(); },
                       {.doc = "`after` of the next page; null on the last one."}));
};

template <>
struct Description<NewCapacity> {
  using T = NewCapacity;
  static constexpr std::string_view name = "NewCapacity";
  static constexpr std::string_view doc = "How many places a day is to have.";
  static constexpr auto fields =
      std::tuple(field("capacity", &T::capacity,
                       {.doc = "Not fewer than are taken.", .example = "1000", .minimum = 0, .maximum = capacity_max}));
};

}  // namespace plaza::gateway
