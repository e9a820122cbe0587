#include "gateway/graphql/schema/input_value.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "platform/core/json_text.hpp"

namespace plaza::graphql {
namespace {

constexpr std::size_t shown_items_max = 10;
constexpr int shown_depth_max = 2;

std::string inspect_at(const InputValue& value, int depth);

std::string inspect_list(const InputValue& list, int depth) {
  const auto items = list.items();
  if (items.empty()) return "[]";
  if (depth > shown_depth_max) return "[Array]";
  std::vector<std::string> parts;
  for (const auto& item : items.first(std::min(items.size(), shown_items_max)))
    parts.push_back(inspect_at(item, depth));
  if (items.size() == shown_items_max + 1) parts.emplace_back("... 1 more item");
  if (items.size() > shown_items_max + 1) {
    parts.push_back(fmt::format("... {} more items", items.size() - shown_items_max));
  }
  return fmt::format("[{}]", fmt::join(parts, ", "));
}

std::string inspect_object(const InputValue& object, int depth) {
  const auto members = object.members();
  if (members.empty()) return "{}";
  if (depth > shown_depth_max) return "[Object]";
  std::vector<std::string> parts;
  for (const auto& member : members)
    parts.push_back(fmt::format("{}: {}", member.name, inspect_at(member.value, depth)));
  return fmt::format("{{ {} }}", fmt::join(parts, ", "));
}

std::string inspect_at(const InputValue& value, int depth) {
  switch (value.kind()) {
    case InputKind::absent:
      return "undefined";
    case InputKind::null:
      return "null";
    case InputKind::boolean:
      return value.as_boolean() ? "true" : "false";
    case InputKind::integer:
    case InputKind::number:
      return print_number(value.as_number());
    case InputKind::string: {
      std::string out;
      append_json_string(out, value.text());
      return out;
    }
    case InputKind::enumeration:
      return std::string(value.text());
    case InputKind::list:
      return inspect_list(value, depth + 1);
    case InputKind::object:
      return inspect_object(value, depth + 1);
  }
  return {};
}

}  // namespace

const InputValue& InputValue::operator[](std::string_view name) const {
  static const InputValue nothing{};
  if (!is(InputKind::object)) return nothing;
  for (const auto& member : members()) {
    if (member.name == name) return member.value;
  }
  return nothing;
}

std::string inspect(const InputValue& value) {
  return inspect_at(value, 0);
}

// ECMAScript, Number::toString: the shortest digits that read back, as plain decimals from 1e-6 up to 1e21, with an
// exponent and its sign elsewhere.
std::string print_number(double value) {
  constexpr int plain_exponent_max = 21;
  constexpr int plain_exponent_min = -7;
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (value == 0) return "0";
  std::array<char, 32> text{};  // "d.ddde-308"
  const auto* const end =
      std::to_chars(text.data(), text.data() + text.size(), std::abs(value), std::chars_format::scientific).ptr;
  const std::string_view written(text.data(), static_cast<std::size_t>(end - text.data()));
  const auto mark = written.find('e');
  std::string digits(1, written[0]);
  if (mark > 2) digits += written.substr(2, mark - 2);
  int exponent = 0;
  const auto* const exponent_begin = written.data() + mark + (written[mark + 1] == '+' ? 2 : 1);
  std::from_chars(exponent_begin, end, exponent);
  const auto sign = value < 0 ? "-" : "";
  if (exponent >= plain_exponent_max || exponent <= plain_exponent_min) {
    const auto fraction = digits.size() > 1 ? "." + digits.substr(1) : std::string();
    return fmt::format("{}{}{}e{}{}", sign, digits[0], fraction, exponent < 0 ? "-" : "+", std::abs(exponent));
  }
  if (exponent < 0)
    return fmt::format("{}0.{}{}", sign, std::string(static_cast<std::size_t>(-exponent - 1), '0'), digits);
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) return sign + digits + std::string(whole - digits.size(), '0');
  return fmt::format("{}{}.{}", sign, digits.substr(0, whole), digits.substr(whole));
}

}  // namespace plaza::graphql
