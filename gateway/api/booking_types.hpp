#pragma once

#include <array>
#include <string>
#include <tuple>

#include "gateway/api/message_times.hpp"
#include "gateway/api/station_types.hpp"
#include "gateway/description/repeated.hpp"
#include "gateway/description/type.hpp"

#include "plaza/booking/v1/booking.pb.h"

// What clients see of bookings: the messages of the service, described; and what they send.
namespace plaza::gateway {

inline constexpr std::size_t person_name_characters_max = 100;
inline constexpr std::size_t address_characters_max = 300;

// The patterns tell clients what the service takes; it is the service that checks.
//
// A day that exists, the code of a place of birth that is issued, and four digits; with both hyphens or none.
inline constexpr std::string_view nric_pattern =
    "^(?:[0-9]{2}(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|"
    "02(?:0[1-9]|1[0-9]|2[0-8]))|(?:[02468][048]|[13579][26])0229)"
    "(?:-(?:0[1-9]|1[0-6]|2[1-9]|[345][0-9]|6[0-8]|7[124-9]|8[2-9]|9[0-389])-|"
    "(?:0[1-9]|1[0-6]|2[1-9]|[345][0-9]|6[0-8]|7[124-9]|8[2-9]|9[0-389]))[0-9]{4}$";
inline constexpr std::string_view phone_pattern =
    "^(?:\\+60|0)[ -]?(?:1[ -]?(?:1(?:[ -]?[0-9]){8}|[02346-9](?:[ -]?[0-9]){7})|3(?:[ -]?[0-9]){8}|"
    "[4-9](?:[ -]?[0-9]){7})$";

struct NewBooking {
  std::string station;
  std::string date;
  std::string first_name;
  std::string last_name;
  std::string address;
  std::string phone_number;
  std::string mysejahtera_id;
};

// Where a booking is to go.
struct NewPlace {
  std::string station;
  std::string date;
};

inline constexpr FieldInfo station_info{.doc = "The station's name.",
                                        .example = R"("PWTC")",
                                        .length_min = 1,
                                        .length_max = station_characters_max,
                                        .printable = true};
inline constexpr FieldInfo date_info{
    .doc = "The day; it may be written without hyphens.", .example = R"("2021-05-16")", .format = "date"};

template <>
struct Description<booking::v1::BookingStatus> {
  using Status = booking::v1::BookingStatus;
  static constexpr std::string_view name = "BookingStatus";
  static constexpr std::string_view doc = "Whether a booking holds.";
  static constexpr std::array values{
      EnumValue<Status>{.value = booking::v1::BOOKING_STATUS_ACTIVE, .text = "ACTIVE", .doc = "It holds a place."},
      EnumValue<Status>{
          .value = booking::v1::BOOKING_STATUS_CANCELLED, .text = "CANCELLED", .doc = "Its place was given back."},
  };
};

template <>
struct Description<booking::v1::Booking> {
  using T = booking::v1::Booking;
  static constexpr std::string_view name = "Booking";
  static constexpr std::string_view doc = "A person's place on a day at a station.";
  static constexpr auto fields = std::tuple(
      field("id", [](const T& b) -> const std::string& { return b.id(); },
            {.doc = "A UUID of version 7.", .example = R"("0190f5e2-7c1a-7b3e-9a43-5d6c7e8f9a0b")", .format = "uuid"}),
      field("station", [](const T& b) -> const std::string& { return b.station(); },
            {.doc = "The station's name.", .example = R"("PWTC")"}),
      field("date", [](const T& b) -> const std::string& { return b.date(); },
            {.doc = "The day.", .example = R"("2021-05-16")", .format = "date"}),
      field("firstName", [](const T& b) -> const std::string& { return b.person().first_name(); },
            {.doc = "As it was given, like all of the person.", .example = R"("Nur Aisyah")"}),
      field("lastName", [](const T& b) -> const std::string& { return b.person().last_name(); },
            {.doc = "The family's or father's name.", .example = R"("binti Ahmad")"}),
      field("address", [](const T& b) -> const std::string& { return b.person().address(); },
            {.doc = "Where the person lives.", .example = R"("12, Jalan Tun Ismail, Kuala Lumpur")"}),
      field("phoneNumber", [](const T& b) -> const std::string& { return b.person().phone_number(); },
            {.doc = "Where the person can be reached.", .example = R"("012-345 6789")"}),
      field("mysejahteraId", [](const T& b) -> const std::string& { return b.person().mysejahtera_id(); },
            {.doc = "The MyKad number.", .example = R"("900127-01-5527")"}),
      field("status", [](const T& b) { return b.status(); }, {.doc = "Whether it holds."}),
      field("createdAt", [](const T& b) { return time_of(b.created_at()); },
            {.doc = "When it was made.", .example = R"("2021-05-02T04:00:00.125Z")"}));
};

template <>
struct Description<booking::v1::ListBookingsResponse> {
  using T = booking::v1::ListBookingsResponse;
  static constexpr std::string_view name = "BookingPage";
  static constexpr std::string_view doc = "A page of bookings.";
  static constexpr auto fields =
      std::tuple(field("items", [](const T& p) -> const auto& { return p.bookings(); },
                       {.doc = "The bookings of this page, newest first.", .items_max = 100}),
                 field("nextCursor", [](const T& p) { return p.next_cursor().empty() ? nullptr : &p.next_cursor(); },
                       {.doc = "`after` of the next page; null on the last one."}));
};

template <>
struct Description<NewBooking> {
  using T = NewBooking;
  static constexpr std::string_view name = "NewBooking";
  static constexpr std::string_view doc = "A booking to be made.";
  static constexpr auto fields = std::tuple(
      field("station", &T::station, station_info), field("date", &T::date, date_info),
      field("firstName", &T::first_name,
            {.doc = "Of whom it is for.",
             .example = R"("Nur Aisyah")",
             .length_min = 1,
             .length_max = person_name_characters_max,
             .printable = true}),
      field("lastName", &T::last_name,
            {.doc = "The family's or father's name.",
             .example = R"("binti Ahmad")",
             .length_min = 1,
             .length_max = person_name_characters_max,
             .printable = true}),
      field("address", &T::address,
            {.doc = "Where the person lives.",
             .example = R"("12, Jalan Tun Ismail, Kuala Lumpur")",
             .length_min = 1,
             .length_max = address_characters_max,
             .printable = true}),
      field("phoneNumber", &T::phone_number,
            {.doc = "A Malaysian number, with 0 or +60 before it; blanks and hyphens are decoration.",
             .example = R"("012-345 6789")",
             .pattern = phone_pattern}),
      field("mysejahteraId", &T::mysejahtera_id,
            {.doc = "The MyKad number: 12 digits, with or without hyphens. One person has one active booking.",
             .example = R"("900127-01-5527")",
             .pattern = nric_pattern}));
};

template <>
struct Description<NewPlace> {
  using T = NewPlace;
  static constexpr std::string_view name = "NewPlace";
  static constexpr std::string_view doc = "Where and when a booking is to be.";
  static constexpr auto fields =
      std::tuple(field("station", &T::station, station_info), field("date", &T::date, date_info));
};

}  // namespace plaza::gateway
