#include "gateway/graphql/schema/leaf.hpp"

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "gateway/graphql/language/printer.hpp"
#include "gateway/graphql/schema/coercion.hpp"
#include "gateway/graphql/schema/suggestions.hpp"

namespace plaza::graphql {
namespace {

using Parsed = std::expected<InputValue, std::string>;

constexpr double int_min = std::numeric_limits<std::int32_t>::min();
constexpr double int_max = std::numeric_limits<std::int32_t>::max();

std::unexpected<std::string> refuse(std::string message) {
  return std::unexpected(std::move(message));
}

std::string suggest(const NamedType& enumeration, std::string_view wanted, Suggestions suggestions) {
  if (suggestions == Suggestions::hidden) return {};
  std::vector<std::string_view> names;
  names.reserve(enumeration.values.size());
  for (const auto& value : enumeration.values) names.emplace_back(value.name);
  return did_you_mean(near_names(wanted, names), "the enum value");
}

double to_double(std::string_view text) {
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc::result_out_of_range) return std::numeric_limits<double>::infinity();
  return value;
}

Parsed parse_integer(const Value& literal) {
  if (literal.kind != ValueKind::integer) {
    return refuse(fmt::format("Int cannot represent non-integer value: {}", print(literal)));
  }
  std::int32_t value = 0;
  const auto end = literal.text.data() + literal.text.size();
  const auto result = std::from_chars(literal.text.data(), end, value);
  if (result.ec != std::errc{} || result.ptr != end) {
    return refuse(fmt::format("Int cannot represent non 32-bit signed integer value: {}", literal.text));
  }
  return InputValue::integer(value);
}

Parsed parse_float(const Value& literal) {
  const bool is_number = literal.kind == ValueKind::floating || literal.kind == ValueKind::integer;
  const double value = is_number ? to_double(literal.text) : std::numeric_limits<double>::infinity();
  if (!std::isfinite(value)) return refuse(fmt::format("Float cannot represent non numeric value: {}", print(literal)));
  return InputValue::number(value);
}

Parsed parse_enumeration(const NamedType& type, const Value& literal, Suggestions suggestions) {
  if (literal.kind != ValueKind::enumeration) {
    const auto shown = print(literal);
    return refuse(fmt::format("Enum \"{}\" cannot represent non-enum value: {}.{}", type.name, shown,
                              suggest(type, shown, suggestions)));
  }
  const auto* const value = type.value(literal.text);
  if (value == nullptr) {
    return refuse(fmt::format("Value \"{}\" does not exist in \"{}\" enum.{}", literal.text, type.name,
                              suggest(type, literal.text, suggestions)));
  }
  return InputValue::enumeration(value->name);
}

// A literal without a type to go by: what a custom scalar gets.
InputValue untyped(const Value& literal, const VariableValues* variables, Arena& arena) {
  switch (literal.kind) {
    case ValueKind::variable: {
      const auto* const value = variables == nullptr ? nullptr : variables->find(literal.text);
      return value == nullptr ? InputValue::null() : *value;
    }
    case ValueKind::integer: {
      std::int64_t value = 0;
      const auto end = literal.text.data() + literal.text.size();
      const auto result = std::from_chars(literal.text.data(), end, value);
      return result.ec == std::errc{} ? InputValue::integer(value) : InputValue::number(to_double(literal.text));
    }
    case ValueKind::floating:
      return InputValue::number(to_double(literal.text));
    case ValueKind::string:
      return InputValue::string(literal.text);
    case ValueKind::boolean:
      return InputValue::boolean(literal.text == "true");
    case ValueKind::enumeration:
      return InputValue::string(literal.text);
    case ValueKind::null:
      return InputValue::null();
    default:
      break;
  }
  std::size_t count = 0;
  for (const auto* item = literal.first; item != nullptr; item = item->next) ++count;
  auto* const items = arena.make_array<InputValue>(count);
  auto* const members = arena.make_array<InputMember>(literal.kind == ValueKind::object ? count : 0);
  std::size_t i = 0;
  for (const auto& item : each(literal.first)) {
    items[i] = untyped(item, variables, arena);
    if (literal.kind == ValueKind::object) members[i] = {item.field.text, items[i]};
    ++i;
  }
  return literal.kind == ValueKind::object ? InputValue::object({members, count}) : InputValue::list({items, count});
}

Parsed parse_custom(const NamedType& type, const InputValue& value, Arena& arena) {
  return type.parse ? type.parse(value, arena) : Parsed(value);
}

bool is_integral(const InputValue& value) {
  if (value.is(InputKind::integer)) return true;
  return value.is(InputKind::number) && std::isfinite(value.as_number()) &&
         std::trunc(value.as_number()) == value.as_number();
}

Parsed parse_integer(const InputValue& value) {
  if (!is_integral(value)) return refuse("Int cannot represent non-integer value: " + inspect(value));
  const auto number = value.as_number();
  if (number < int_min || number > int_max) {
    return refuse("Int cannot represent non 32-bit signed integer value: " + print_number(number));
  }
  return InputValue::integer(static_cast<std::int64_t>(number));
}

Parsed parse_id(const InputValue& value, Arena& arena) {
  if (value.is(InputKind::string)) return value;
  if (!is_integral(value)) return refuse("ID cannot represent value: " + inspect(value));
  const auto text = value.is(InputKind::integer) ? fmt::to_string(value.as_integer()) : print_number(value.as_number());
  return InputValue::string(arena.copy(text));
}

Parsed parse_enumeration(const NamedType& type, const InputValue& value, Suggestions suggestions) {
  if (!value.is(InputKind::string) && !value.is(InputKind::enumeration)) {
    const auto shown = inspect(value);
    return refuse(fmt::format("Enum \"{}\" cannot represent non-string value: {}.{}", type.name, shown,
                              suggest(type, shown, suggestions)));
  }
  const auto* const known = type.value(value.text());
  if (known == nullptr) {
    return refuse(fmt::format("Value \"{}\" does not exist in \"{}\" enum.{}", value.text(), type.name,
                              suggest(type, value.text(), suggestions)));
  }
  return InputValue::enumeration(known->name);
}

}  // namespace

Parsed parse_leaf(const NamedType& type, const Value& literal, const VariableValues* variables, Arena& arena,
                  Suggestions suggestions) {
  if (type.kind == TypeKind::enumeration) return parse_enumeration(type, literal, suggestions);
  switch (type.scalar) {
    case ScalarKind::integer:
      return parse_integer(literal);
    case ScalarKind::floating:
      return parse_float(literal);
    case ScalarKind::string:
      if (literal.kind == ValueKind::string) return InputValue::string(literal.text);
      return refuse("String cannot represent a non string value: " + print(literal));
    case ScalarKind::boolean:
      if (literal.kind == ValueKind::boolean) return InputValue::boolean(literal.text == "true");
      return refuse("Boolean cannot represent a non boolean value: " + print(literal));
    case ScalarKind::id:
      if (literal.kind == ValueKind::string || literal.kind == ValueKind::integer) {
        return InputValue::string(literal.text);
      }
      return refuse("ID cannot represent a non-string and non-integer value: " + print(literal));
    case ScalarKind::custom:
      break;
  }
  return parse_custom(type, untyped(literal, variables, arena), arena);
}

Parsed parse_leaf(const NamedType& type, const InputValue& value, Arena& arena, Suggestions suggestions) {
  if (type.kind == TypeKind::enumeration) return parse_enumeration(type, value, suggestions);
  switch (type.scalar) {
    case ScalarKind::integer:
      return parse_integer(value);
    case ScalarKind::floating:
      if (value.is(InputKind::integer)) return InputValue::number(value.as_number());
      if (value.is(InputKind::number) && std::isfinite(value.as_number())) return value;
      return refuse("Float cannot represent non numeric value: " + inspect(value));
    case ScalarKind::string:
      if (value.is(InputKind::string)) return value;
      return refuse("String cannot represent a non string value: " + inspect(value));
    case ScalarKind::boolean:
      if (value.is(InputKind::boolean)) return value;
      return refuse("Boolean cannot represent a non boolean value: " + inspect(value));
    case ScalarKind::id:
      return parse_id(value, arena);
    case ScalarKind::custom:
      break;
  }
  return parse_custom(type, value, arena);
}

}  // namespace plaza::graphql
