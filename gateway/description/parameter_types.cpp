#include "gateway/description/parameter_types.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "gateway/description/json_writer.hpp"
#include "platform/core/timestamp.hpp"

namespace plaza::gateway {
namespace {

constexpr std::size_t cursor_bytes_max = 256;

// A schema of one type with the members that `more` writes.
template <class Write>
std::string schema_of(std::string_view type, Write&& more) {
  JsonWriter out;
  out.begin_object();
  out.member("type", type);
  more(out);
  out.end_object();
  return out.take();
}

template <class Number>
std::optional<Number> number_from(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Degrees as the patterns below accept them: "-0.5", "121.5170"; no sign but a minus, no leading zeros, no exponent.
constexpr std::string_view latitude_pattern = R"(-?(?:90(?:\.0{1,15})?|[1-8]?[0-9](?:\.[0-9]{1,15})?))";
constexpr std::string_view longitude_pattern =
    R"(-?(?:180(?:\.0{1,15})?|(?:1[0-7][0-9]|[1-9]?[0-9])(?:\.[0-9]{1,15})?))";
constexpr std::size_t decimals_max = 15;

bool is_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Year, month and day with hyphens (ISO 8601), or in the basic form without.
bool is_date(std::string_view text) {
  std::string digits(text);
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') digits.erase(7, 1).erase(4, 1);
  if (digits.size() != 8 || !is_digits(digits)) return false;
  const std::string_view all = digits;
  return std::chrono::year_month_day(std::chrono::year(*number_from<int>(all.substr(0, 4))),
                                     std::chrono::month(*number_from<unsigned>(all.substr(4, 2))),
                                     std::chrono::day(*number_from<unsigned>(all.substr(6, 2))))
      .ok();
}

std::optional<double> degrees_from(std::string_view text, double limit) {
  const auto unsigned_text = text.starts_with('-') ? text.substr(1) : text;
  const auto dot = unsigned_text.find('.');
  const auto whole = unsigned_text.substr(0, dot);
  if (!is_digits(whole) || whole.size() > 3 || (whole.size() > 1 && whole.front() == '0')) return std::nullopt;
  if (dot != std::string_view::npos) {
    const auto decimals = unsigned_text.substr(dot + 1);
    if (!is_digits(decimals) || decimals.size() > decimals_max) return std::nullopt;
  }
  const auto value = number_from<double>(text);
  return value && std::abs(*value) <= limit ? value : std::nullopt;
}

// N degrees between commas, latitudes and longitudes in turn.
template <std::size_t N>
std::optional<std::array<double, N>> coordinates_from(std::string_view text) {
  std::array<double, N> values{};
  for (std::size_t i = 0; i < N; ++i) {
    const auto comma = text.find(',');
    if ((comma == std::string_view::npos) != (i + 1 == N)) return std::nullopt;
    const auto value = degrees_from(text.substr(0, comma), i % 2 == 0 ? 90 : 180);
    if (!value) return std::nullopt;
    values[i] = *value;
    if (comma != std::string_view::npos) text.remove_prefix(comma + 1);
  }
  return values;
}

std::string pattern_schema(std::string_view pattern) {
  return schema_of("string", [&](JsonWriter& out) { out.member("pattern", pattern); });
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

ParameterType<std::string> text_parameter(TextLimits limits) {
  auto schema = schema_of("string", [&](JsonWriter& out) {
    out.key("minLength");
    out.integer(static_cast<std::uint64_t>(limits.characters_min));
    out.key("maxLength");
    out.integer(static_cast<std::uint64_t>(limits.characters_max));
    // A query never holds the zero byte.
    out.member("pattern", limits.pattern.empty() ? std::string_view(R"(^[^\u0000]*$)") : limits.pattern);
  });
  return {.schema = std::move(schema),
          .parse = [limits = std::move(limits)](std::string_view text) -> std::expected<std::string, std::string> {
            const auto length = characters(text);
            if (length < limits.characters_min || length > limits.characters_max) {
              return std::unexpected(
                  fmt::format("must have from {} to {} characters", limits.characters_min, limits.characters_max));
            }
            if (limits.accepts && !std::ranges::all_of(text, limits.accepts)) {
              return std::unexpected(fmt::format("must match {}", limits.pattern));
            }
            return std::string(text);
          }};
}

ParameterType<std::string> cursor_parameter() {
  auto type = text_parameter({.characters_max = cursor_bytes_max, .pattern = "^[A-Za-z0-9_-]+$", .accepts = [](char c) {
                                return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                       c == '_' || c == '-';
                              }});
  return {.schema = std::move(type.schema),
          .parse = [parse = std::move(type.parse)](std::string_view text) -> std::expected<std::string, std::string> {
            auto cursor = parse(text);
            if (!cursor) return std::unexpected("must be the nextCursor of a page before");
            return cursor;
          }};
}

ParameterType<std::int32_t> integer_parameter(std::int32_t min, std::int32_t max,
                                              std::optional<std::int32_t> standard) {
  auto schema = schema_of("integer", [&](JsonWriter& out) {
    out.member("format", "int32");
    out.key("minimum");
    out.integer(std::int64_t{min});
    out.key("maximum");
    out.integer(std::int64_t{max});
    if (!standard) return;
    out.key("default");
    out.integer(std::int64_t{*standard});
  });
  return {.schema = std::move(schema), .parse = [=](std::string_view text) -> std::expected<std::int32_t, std::string> {
            const auto value = number_from<std::int32_t>(text);
            if (value && *value >= min && *value <= max) return *value;
            return std::unexpected(fmt::format("must be an integer from {} to {}", min, max));
          }};
}

ParameterType<double> number_parameter(double min, double max) {
  auto schema = schema_of("number", [&](JsonWriter& out) {
    out.member("format", "double");
    out.key("minimum");
    out.number(min);
    out.key("maximum");
    out.number(max);
  });
  return {.schema = std::move(schema), .parse = [=](std::string_view text) -> std::expected<double, std::string> {
            const auto value = number_from<double>(text);
            if (value && *value >= min && *value <= max) return *value;
            return std::unexpected(fmt::format("must be a number from {} to {}", min, max));
          }};
}

ParameterType<std::string> date_parameter() {
  return {.schema = R"({"type":"string","format":"date"})",
          .parse = [](std::string_view text) -> std::expected<std::string, std::string> {
            if (!is_date(text)) return std::unexpected("must be a date like 2021-05-16");
            return std::string(text);
          }};
}

ParameterType<Timestamp> time_parameter() {
  return {.schema = R"({"type":"string","format":"date-time"})",
          .parse = [](std::string_view text) -> std::expected<Timestamp, std::string> {
            const auto time = parse_rfc3339(text);
            if (!time) return std::unexpected("must be a time as RFC 3339 writes it, 2021-08-03T02:53:25Z");
            return Timestamp{time->time_since_epoch().count()};
          }};
}

ParameterType<Point> point_parameter() {
  return {.schema = pattern_schema(fmt::format("^{},{}$", latitude_pattern, longitude_pattern)),
          .parse = [](std::string_view text) -> std::expected<Point, std::string> {
            const auto found = coordinates_from<2>(text);
            if (!found) return std::unexpected("must be LATITUDE,LONGITUDE in degrees, 25.0478,121.5170");
            return Point{.latitude = (*found)[0], .longitude = (*found)[1]};
          }};
}

ParameterType<PointBox> box_parameter() {
  return {.schema = pattern_schema(fmt::format("^{0},{1},{0},{1}$", latitude_pattern, longitude_pattern)),
          .parse = [](std::string_view text) -> std::expected<PointBox, std::string> {
            const auto found = coordinates_from<4>(text);
            if (!found) return std::unexpected("must be SOUTH,WEST,NORTH,EAST in degrees, 24.9,121.4,25.2,121.7");
            const auto [south, north] = std::minmax((*found)[0], (*found)[2]);
            return PointBox{.south = south, .west = (*found)[1], .north = north, .east = (*found)[3]};
          }};
}

std::string words_schema(std::span<const std::string_view> words) {
  return schema_of("string", [&](JsonWriter& out) {
    out.key("enum");
    out.begin_array();
    for (const auto word : words) out.string(word);
    out.end_array();
  });
}

std::string words_message(std::span<const std::string_view> words) {
  return fmt::format("must be one of {}", fmt::join(words, ", "));
}

}  // namespace plaza::gateway
