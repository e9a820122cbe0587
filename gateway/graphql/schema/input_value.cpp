#include "gateway/graphql/schema/input_value.hpp"

#include <charconv>
#include <cmath>
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
      return print_number(value.as_number());
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

// ECMAScript, Number::toString: plain decimals from 1e-6 up to 1e21, an exponent with its sign elsewhere.
std::string print_number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (value == 0) return "0";
  const auto magnitude = std::abs(value);
  const bool plain = magnitude >= 1e-6 && magnitude < 1e21;
  char text[400];
  const auto* const end =
      std::to_chars(text, text + sizeof text, value, plain ? std::chars_format::fixed : std::chars_format::scientific)
          .ptr;
  std::string out(text, static_cast<std::size_t>(end - text));
  if (plain) return out;
  // "1e-07" becomes "1e-7".
  const auto exponent = out.find('e');
  if (exponent + 2 < out.size() && out[exponent + 2] == '0') out.erase(exponent + 2, 1);
  return out;
}

}  // namespace plaza::graphql
