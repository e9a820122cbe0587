#pragma once

#include <optional>
#include <string>
#include <tuple>

#include "gateway/description/type.hpp"

// What an older booking client sends and sees. Its dates have no hyphens, and its words for things are its own.
namespace plaza::gateway {

// The order of the fields is that in which it is told again.
struct OlderNewBooking {
  std::optional<std::string> mysejahtera_id;  // none: told like an empty one
  std::string first_name;
  std::string last_name;
  std::string address;
  std::string location;
  std::string phone_number;
  std::string date;
};

struct OlderDay {
  std::string location;
  std::string date;
  std::int32_t availability = 0;
};

struct OlderRefusal {
  std::string status;
  std::string message;
};

template <>
struct Description<OlderNewBooking> {
  using T = OlderNewBooking;
  static constexpr std::string_view name = "OlderBooking";
  static constexpr std::string_view doc = "A booking as the older client sends it.";
  static constexpr auto fields = std::tuple(
      field("mysejahteraId", &T::mysejahtera_id, {.doc = "The MyKad number.", .example = R"("900127015527")"}),
      field("firstName", &T::first_name, {.doc = "Of whom it is for.", .example = R"("Nur Aisyah")"}),
      field("lastName", &T::last_name, {.doc = "The family's or father's name.", .example = R"("binti Ahmad")"}),
      field("address", &T::address, {.doc = "Where the person lives.", .example = R"("12, Jalan Tun Ismail")"}),
      field("location", &T::location, {.doc = "The station's name.", .example = R"("PWTC")"}),
      field("phoneNumber", &T::phone_number, {.doc = "A Malaysian number.", .example = R"("0123456789")"}),
      field("date", &T::date, {.doc = "The day.", .example = R"("20210516")"}));
};

template <>
struct Description<OlderDay> {
  using T = OlderDay;
  static constexpr std::string_view name = "OlderStationDay";
  static constexpr std::string_view doc = "A day at a station, as the older client knows it.";
  static constexpr auto fields = std::tuple(
      field("location", &T::location, {.doc = "The station's name.", .example = R"("PWTC")"}),
      field("date", &T::date, {.doc = "The day.", .example = R"("20210516")", .pattern = "^[0-9]{8}$"}),
      field("availability", &T::availability, {.doc = "How many places are left.", .example = "1000", .minimum = 0}));
};

template <>
struct Description<OlderRefusal> {
  using T = OlderRefusal;
  static constexpr std::string_view name = "OlderRefusal";
  static constexpr std::string_view doc = "Why a booking was not made, as the older client reads it.";
  static constexpr auto fields = std::tuple(
      field("status", &T::status, {.doc = "Always the same word.", .example = R"("Failed")"}),
      field("message", &T::message, {.doc = "For people.", .example = R"("Sorry, station is fully booked")"}));
};

}  // namespace plaza::gateway
