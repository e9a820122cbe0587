#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "gateway/graphql/language/printer.hpp"
#include "gateway/graphql/schema/introspection_types.hpp"
#include "gateway/graphql/schema/schema.hpp"

namespace plaza::graphql {
namespace {

constexpr std::string_view member_indent = "  ";
constexpr std::string_view standard_reason = "No longer supported";
constexpr std::array<std::string_view, 5> standard_directives{"include", "skip", "deprecated", "specifiedBy", "oneOf"};

std::string description(std::string_view text, std::string_view indent = {}) {
  if (text.empty()) return {};
  return fmt::format("{}{}\n", indent, print_block_string(text, indent));
}

std::string deprecation(const std::optional<std::string>& reason) {
  if (!reason) return {};
  return *reason == standard_reason ? " @deprecated" : fmt::format(" @deprecated(reason: {})", print_string(*reason));
}

bool is_whole_number(std::string_view text) {
  const auto digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || (digits.size() > 1 && digits[0] == '0')) return false;
  return std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

std::string literal(const InputValue& value, const Type& type) {
  const auto& nullable = type.nullable();
  switch (value.kind()) {
    case InputKind::string: {
      const bool is_id = nullable.definition->scalar == ScalarKind::id && nullable.kind == TypeKind::scalar;
      return is_id && is_whole_number(value.text()) ? std::string(value.text()) : print_string(value.text());
    }
    case InputKind::list: {
      std::vector<std::string> items;
      for (const auto& item : value.items())
        items.push_back(literal(item, nullable.is_list() ? *nullable.of : nullable));
      return fmt::format("[{}]", fmt::join(items, ", "));
    }
    case InputKind::object: {
      std::vector<std::string> fields;
      for (const auto& [name, field] : value.members()) {
        const auto* const input = nullable.definition->input(name);
        fields.push_back(fmt::format("{}: {}", name, literal(field, input == nullptr ? nullable : *input->type)));
      }
      return fmt::format("{{{}}}", fmt::join(fields, ", "));
    }
    default:
      return inspect(value);
  }
}

std::string input(const InputField& field) {
  auto out = fmt::format("{}: {}", field.name, print(*field.type));
  if (!field.default_value.is_absent()) out += " = " + print_default(field);
  return out + deprecation(field.deprecated);
}

std::string arguments(const std::vector<InputField>& fields, std::string_view indent) {
  if (fields.empty()) return {};
  const bool described = std::ranges::any_of(fields, [](const auto& field) { return !field.description.empty(); });
  std::vector<std::string> parts;
  parts.reserve(fields.size());
  const auto inner = std::string(indent) + std::string(member_indent);
  for (const auto& field : fields) {
    parts.push_back(described ? description(field.description, inner) + inner + input(field) : input(field));
  }
  if (!described) return fmt::format("({})", fmt::join(parts, ", "));
  return fmt::format("(\n{}\n{})", fmt::join(parts, "\n"), indent);
}

template <class Items, class Print>
std::string block(const Items& items, Print&& print_item) {
  std::string out = " {\n";
  for (const auto& item : items) {
    out += description(item.description, member_indent);
    out += fmt::format("{}{}\n", member_indent, print_item(item));
  }
  return out + "}";
}

std::string fields_block(const NamedType& type) {
  return block(type.fields, [](const Field& field) {
    return fmt::format("{}{}: {}{}", field.name, arguments(field.arguments, member_indent), print(*field.type),
                       deprecation(field.deprecated));
  });
}

std::string names(const std::vector<const NamedType*>& types, std::string_view separator) {
  std::vector<std::string_view> out;
  out.reserve(types.size());
  for (const auto* type : types) out.emplace_back(type->name);
  return fmt::format("{}", fmt::join(out, separator));
}

std::string definition(const NamedType& type) {
  const auto implements = type.interfaces.empty() ? "" : " implements " + names(type.interfaces, " & ");
  switch (type.kind) {
    case TypeKind::object:
      return fmt::format("type {}{}{}", type.name, implements, fields_block(type));
    case TypeKind::interface:
      return fmt::format("interface {}{}{}", type.name, implements, fields_block(type));
    case TypeKind::union_type:
      return fmt::format("union {} = {}", type.name, names(type.possible, " | "));
    case TypeKind::enumeration:
      return fmt::format("enum {}{}", type.name, block(type.values, [](const EnumValue& value) {
                           return value.name + deprecation(value.deprecated);
                         }));
    case TypeKind::input_object:
      return fmt::format("input {}{}{}", type.name, type.one_of ? " @oneOf" : "", block(type.inputs, input));
    default: {
      const auto url = type.specified_by ? fmt::format(" @specifiedBy(url: {})", print_string(*type.specified_by)) : "";
      return fmt::format("scalar {}{}", type.name, url);
    }
  }
}

bool is_standard(const NamedType& type) {
  return type.introspection || std::ranges::count(standard_scalars, type.name, &StandardScalar::name) > 0;
}

std::string roots(const Schema& schema) {
  constexpr std::array<std::pair<OperationKind, std::string_view>, 3> kinds{
      {{OperationKind::query, "query"},
       {OperationKind::mutation, "mutation"},
       {OperationKind::subscription, "subscription"}}};
  std::string out;
  for (const auto& [kind, word] : kinds) {
    if (const auto* const root = schema.root(kind)) out += fmt::format("  {}: {}\n", word, root->name);
  }
  return fmt::format("{}schema {{\n{}}}", description(schema.description()), out);
}

}  // namespace

std::string print_default(const InputField& field) {
  return field.default_value.is_absent() ? std::string() : literal(field.default_value, *field.type);
}

std::string print_sdl(const Schema& schema) {
  std::vector<std::string> parts{roots(schema)};
  for (const auto& directive : schema.directives()) {
    if (std::ranges::count(standard_directives, directive.name) > 0) continue;
    parts.push_back(fmt::format("{}directive @{}{}{} on {}", description(directive.description), directive.name,
                                arguments(directive.arguments, {}), directive.repeatable ? " repeatable" : "",
                                fmt::join(directive.locations, " | ")));
  }
  for (const auto* type : schema.types()) {
    if (!is_standard(*type)) parts.push_back(description(type->description) + definition(*type));
  }
  return fmt::format("{}\n", fmt::join(parts, "\n\n"));
}

}  // namespace plaza::graphql
