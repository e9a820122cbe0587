#pragma once

#include <array>
#include <cmath>
#include <tuple>

#include <pharmacy_types.h>

#include "gateway/description/type.hpp"

// What clients see of pharmacies: the wire types, described.
namespace plaza::gateway {

template <>
struct Description<pharmacy::wire::MaskKind::type> {
  using Kind = pharmacy::wire::MaskKind;
  static constexpr std::string_view name = "MaskKind";
  static constexpr std::string_view doc = "Whom a mask fits.";
  static constexpr std::array values{
      EnumValue<Kind::type>{.value = Kind::ADULT, .text = "adult", .doc = "Masks for adults."},
      EnumValue<Kind::type>{.value = Kind::CHILD, .text = "child", .doc = "Masks for children."},
  };
};

template <>
struct Description<pharmacy::wire::MaskStock> {
  using T = pharmacy::wire::MaskStock;
  static constexpr std::string_view name = "MaskStock";
  static constexpr std::string_view doc = "The masks that a pharmacy had left when the source last counted.";
  static constexpr auto fields =
      std::tuple(field("adult", &T::adult, {.doc = "Masks for adults.", .example = "240", .minimum = 0}),
                 field("child", &T::child, {.doc = "Masks for children.", .example = "50", .minimum = 0}),
                 field("updatedAt", [](const T& m) { return Timestamp{m.updatedAtMs}; },
                       {.doc = "When the source counted.", .example = R"("2021-08-03T02:53:25Z")"}),
                 field("stale", &T::stale,
                       {.doc = "The feed cannot be had at present: the figures may be older than they look."}));
};

// Metres to one decimal: what is below has no meaning for a door, and would be most of the digits.
inline double tenths_of(double metres) {
  return std::round(metres * 10) / 10;
}

template <>
struct Description<pharmacy::wire::Pharmacy> {
  using T = pharmacy::wire::Pharmacy;
  static constexpr std::string_view name = "Pharmacy";
  static constexpr std::string_view doc = "A pharmacy or health centre that sells masks.";
  static constexpr auto fields = std::tuple(
      field("id", &T::id,
            {.doc = "The institution's code: ten characters, text and not a number.", .example = R"("5901012025")"}),
      field("name", &T::name, {.doc = "Its name.", .example = R"("大學藥局")"}),
      field("phone", [](const T& p) { return if_set(p.__isset.phone, p.phone); },
            {.doc = "Its phone, as the source writes it.", .example = R"("(02)23915228")"}),
      field("address", &T::address,
            {.doc = "Its address, as the source writes it.", .example = R"("台北市中正區汀州路三段２４９號")"}),
      field("latitude", [](const T& p) { return if_set(p.__isset.position, p.position.latitude); },
            {.doc = "Degrees, WGS 84; null where nobody knows the position.",
             .example = "25.0145",
             .minimum = -90,
             .maximum = 90}),
      field("longitude", [](const T& p) { return if_set(p.__isset.position, p.position.longitude); },
            {.doc = "Degrees, WGS 84; null where nobody knows the position.",
             .example = "121.5345",
             .minimum = -180,
             .maximum = 180}),
      field("distance", [](const T& p) { return if_set(p.__isset.distanceMetres, tenths_of(p.distanceMetres)); },
            {.doc = "Metres from `near`, along the great circle; absent without `near`.",
             .example = "412.7",
             .minimum = 0,
             .absent = Absent::omitted}),
      field(
          "openNow", [](const T& p) { return if_set(p.__isset.openNow, p.openNow); },
          {.doc = "Open at present, by its fixed periods; absent where they are unknown.", .absent = Absent::omitted}),
      field("openPeriods", [](const T& p) { return if_set(p.__isset.openPeriods, p.openPeriods); },
            {.doc = "Fixed periods: Monday to Sunday mornings, then afternoons, then evenings; N is open, Y is closed. "
                    "Absent where they are unknown.",
             .example = R"("NNNNNNYNNNNNNYNNNNNNY")",
             .pattern = "^[NY]{21}$",
             .absent = Absent::omitted}),
      field("mask", [](const T& p) { return if_set(p.__isset.mask, p.mask); },
            {.doc = "What is left; null before the first feed."}));
};

template <>
struct Description<pharmacy::wire::SearchReply> {
  using T = pharmacy::wire::SearchReply;
  static constexpr std::string_view name = "PharmacyPage";
  static constexpr std::string_view doc = "A page of pharmacies.";
  static constexpr auto fields =
      std::tuple(field("items", &T::pharmacies, {.doc = "The pharmacies of this page.", .items_max = 100}),
                 field("nextCursor", [](const T& r) { return if_set(r.__isset.nextCursor, r.nextCursor); },
                       {.doc = "`after` of the next page; null on the last one."}));
};

template <>
struct Description<pharmacy::wire::Feed> {
  using T = pharmacy::wire::Feed;
  static constexpr std::string_view name = "Feed";
  static constexpr std::string_view doc = "How fresh the figures are, and where they come from.";
  static constexpr auto fields = std::tuple(
      field("source", &T::source,
            {.doc = "The feed's address.", .example = R"("https://data.nhi.gov.tw/resource/mask/maskdata.csv")"}),
      field("syncedAt", [](const T& f) { return if_set(f.__isset.syncedAtMs, Timestamp{f.syncedAtMs}); },
            {.doc = "When the feed was last read with success; null before the first time.",
             .example = R"("2021-08-03T02:54:02Z")"}),
      field("updatedAt", [](const T& f) { return if_set(f.__isset.updatedAtMs, Timestamp{f.updatedAtMs}); },
            {.doc = "The source's own time of the figures; null before the first feed.",
             .example = R"("2021-08-03T02:53:25Z")"}),
      field("rows", &T::rows, {.doc = "Rows that are served.", .example = "6466", .minimum = 0}),
      field("rejectedRows", &T::rejectedRows, {.doc = "Rows that could not be read.", .example = "0", .minimum = 0}),
      field("ageSeconds", [](const T& f) { return if_set(f.__isset.ageSeconds, f.ageSeconds); },
            {.doc = "Now less `updatedAt`; null before the first feed.", .example = "37"}),
      field("stale", &T::stale, {.doc = "The last sync failed, or the last success is too long ago."}));
};

}  // namespace plaza::gateway
