#pragma once

#include <array>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "gateway/description/type.hpp"

// Types that the tests of descriptions share.
namespace plaza::gateway {

namespace example {

enum class Colour { red, blue };

struct Thing {
  std::string name{};
  std::int32_t count = 0;
  double weight = 0;
  Timestamp made_at{};
  Colour colour = Colour::red;
  std::optional<std::string> note{};
  std::optional<std::int32_t> price{};

  bool operator==(const Thing&) const = default;
};

struct Shelf {
  std::vector<Thing> things{};
  std::vector<std::int64_t> marks{};
};

struct Maybe {
  std::optional<int> first{};
  std::optional<int> second{};
};

}  // namespace example

template <>
struct Description<example::Colour> {
  static constexpr std::string_view name = "Colour";
  static constexpr std::string_view doc = "How it is painted.";
  static constexpr std::array values{EnumValue{.value = example::Colour::red, .text = "red"},
                                     EnumValue{.value = example::Colour::blue, .text = "blue"}};
};

template <>
struct Description<example::Thing> {
  using T = example::Thing;
  static constexpr std::string_view name = "Thing";
  static constexpr std::string_view doc = "A thing on a shelf.";
  static constexpr auto fields = std::tuple(
      field("name", &T::name, {.doc = "Its name.", .length_min = 1, .length_max = 8}),
      field("count", &T::count, {.doc = "How many.", .example = "3", .minimum = 0, .maximum = 100}),
      field("weight", &T::weight, {.doc = "Kilograms.", .minimum = 0}), field("madeAt", &T::made_at, {.doc = "When."}),
      field("colour", &T::colour, {.doc = "Its colour."}), field("note", &T::note, {.doc = "What else."}),
      field("price", &T::price, {.doc = "In cents.", .absent = Absent::omitted}));
};

template <>
struct Description<example::Shelf> {
  using T = example::Shelf;
  static constexpr std::string_view name = "Shelf";
  static constexpr std::string_view doc = "Where things stand.";
  static constexpr auto fields = std::tuple(field("things", &T::things, {.doc = "What stands there.", .items_max = 3}),
                                            field("marks", &T::marks, {.doc = "Scratches."}));
};

template <>
struct Description<example::Maybe> {
  using T = example::Maybe;
  static constexpr std::string_view name = "Maybe";
  static constexpr std::string_view doc = "May be empty.";
  static constexpr auto fields = std::tuple(field("first", &T::first, {.doc = "One.", .absent = Absent::omitted}),
                                            field("second", &T::second, {.doc = "Two.", .absent = Absent::omitted}));
};

}  // namespace plaza::gateway
