#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/description/type.hpp"

namespace plaza::gateway {

// How the text of a parameter becomes a value, and how documents describe that text.
template <class Value>
struct ParameterType {
  std::string schema;  // JSON Schema
  // The value, or what it must be ("must be an integer from 1 to 100").
  std::function<std::expected<Value, std::string>(std::string_view)> parse;
};

// Limits of a text: `characters` of Unicode; `pattern` (ECMA 262, anchored) only documents what `accepts` checks.
struct TextLimits {
  std::size_t characters_min = 1;
  std::size_t characters_max = 100;
  std::string pattern{};
  std::function<bool(char)> accepts{};
};
ParameterType<std::string> text_parameter(TextLimits limits);

// Unpadded base64url, as the cursors of pages are.
ParameterType<std::string> cursor_parameter();

// `standard`: what holds when the parameter is not given.
ParameterType<std::int32_t> integer_parameter(std::int32_t min, std::int32_t max,
                                              std::optional<std::int32_t> standard = std::nullopt);
ParameterType<double> number_parameter(double min, double max);

// RFC 3339 in any offset.
ParameterType<Timestamp> time_parameter();

// A day, 2021-05-16; 20210516 is taken as well. The text as it was given.
ParameterType<std::string> date_parameter();

// Degrees, WGS 84.
struct Point {
  double latitude = 0;
  double longitude = 0;
};
// "LATITUDE,LONGITUDE".
ParameterType<Point> point_parameter();

// A box by two corners. With west > east it crosses the antimeridian (RFC 7946, 5.2).
struct PointBox {
  double south = 0;
  double west = 0;
  double north = 0;
  double east = 0;
};
// "SOUTH,WEST,NORTH,EAST"; the latitudes in either order.
ParameterType<PointBox> box_parameter();

// One of several words, as the schema and the message list them.
std::string words_schema(std::span<const std::string_view> words);
std::string words_message(std::span<const std::string_view> words);

// A word of a described enumeration.
template <DescribedEnum E>
ParameterType<E> word_parameter() {
  std::array<std::string_view, Description<E>::values.size()> words;
  std::ranges::transform(Description<E>::values, words.begin(), [](const auto& known) { return known.text; });
  return {.schema = words_schema(words),
          .parse = [message = words_message(words)](std::string_view text) -> std::expected<E, std::string> {
            for (const auto& known : Description<E>::values) {
              if (known.text == text) return known.value;
            }
            return std::unexpected(message);
          }};
}

}  // namespace plaza::gateway
