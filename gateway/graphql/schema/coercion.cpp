#include "gateway/graphql/schema/coercion.hpp"

#include <fmt/format.h>

#include "gateway/graphql/schema/suggestions.hpp"

namespace plaza::graphql {
namespace {

bool is_missing_variable(const Value& literal, const VariableValues* variables) {
  return literal.kind == ValueKind::variable && (variables == nullptr || variables->find(literal.text) == nullptr);
}

InputValue coerce_variable(const Value& literal, const Type& type, const VariableValues* variables) {
  const auto* const value = variables == nullptr ? nullptr : variables->find(literal.text);
  if (value == nullptr || (value->is_null() && type.is_non_null())) return {};
  return *value;
}

InputValue coerce_list(const Value& literal, const Type& item, const VariableValues* variables, Arena& arena) {
  if (literal.kind != ValueKind::list) {
    const auto only = coerce_literal(literal, item, variables, arena);
    if (only.is_absent()) return {};
    auto* const items = arena.make_array<InputValue>(1);
    items[0] = only;
    return InputValue::list({items, 1});
  }
  std::size_t count = 0;
  for (const auto* node = literal.first; node != nullptr; node = node->next) ++count;
  auto* const items = arena.make_array<InputValue>(count);
  auto* out = items;
  for (const auto& node : each(literal.first)) {
    if (is_missing_variable(node, variables)) {
      if (item.is_non_null()) return {};
      *out++ = InputValue::null();
      continue;
    }
    *out = coerce_literal(node, item, variables, arena);
    if (out++->is_absent()) return {};
  }
  return InputValue::list({items, count});
}

const Value* find_field(const Value& object, std::string_view name) {
  for (const auto& field : each(object.first)) {
    if (field.field.text == name) return &field;
  }
  return nullptr;
}

InputValue coerce_object(const Value& literal, const NamedType& type, const VariableValues* variables, Arena& arena) {
  if (literal.kind != ValueKind::object) return {};
  auto* const members = arena.make_array<InputMember>(type.inputs.size());
  std::size_t count = 0;
  for (const auto& input : type.inputs) {
    const auto* const node = find_field(literal, input.name);
    if (node == nullptr || is_missing_variable(*node, variables)) {
      if (!input.default_value.is_absent()) {
        members[count++] = {input.name, input.default_value};
      } else if (input.type->is_non_null()) {
        return {};
      }
      continue;
    }
    const auto value = coerce_literal(*node, *input.type, variables, arena);
    if (value.is_absent()) return {};
    members[count++] = {input.name, value};
  }
  if (type.one_of && (count != 1 || members[0].value.is_null())) return {};
  return InputValue::object({members, count});
}

}  // namespace

InputValue coerce_literal(const Value& literal, const Type& type, const VariableValues* variables, Arena& arena) {
  if (literal.kind == ValueKind::variable) return coerce_variable(literal, type, variables);
  if (literal.kind == ValueKind::null) return type.is_non_null() ? InputValue() : InputValue::null();
  const auto& nullable = type.nullable();
  if (nullable.is_list()) return coerce_list(literal, *nullable.of, variables, arena);
  const auto& definition = *nullable.definition;
  if (definition.kind == TypeKind::input_object) return coerce_object(literal, definition, variables, arena);
  return parse_leaf(definition, literal, variables, arena, Suggestions::hidden).value_or(InputValue());
}

InputValue ValueCoercion::coerce(const InputValue& value, const Type& type) {
  if (errors_.size() > errors_max_) return {};
  if (!value.has_value()) {
    if (!type.is_non_null()) return InputValue::null();
    complain(value, fmt::format("Expected non-nullable type \"{}\" not to be null.", print(type)));
    return {};
  }
  const auto& nullable = type.nullable();
  if (nullable.is_list()) return coerce_list(value, *nullable.of);
  const auto& definition = *nullable.definition;
  if (definition.kind == TypeKind::input_object) return coerce_object(value, definition);
  auto parsed = parse_leaf(definition, value, arena_, suggestions_);
  if (parsed) return *parsed;
  complain(value, std::move(parsed.error()));
  return {};
}

InputValue ValueCoercion::coerce_list(const InputValue& value, const Type& item) {
  const bool is_list = value.is(InputKind::list);
  const auto count = is_list ? value.items().size() : 1;
  auto* const items = arena_.make_array<InputValue>(count);
  const auto depth = path_.size();
  for (std::size_t i = 0; i < count && errors_.size() <= errors_max_; ++i) {
    if (is_list) path_ += fmt::format("[{}]", i);
    items[i] = coerce(is_list ? value.items()[i] : value, item);
    path_.resize(depth);
  }
  return InputValue::list({items, count});
}

InputValue ValueCoercion::coerce_object(const InputValue& value, const NamedType& type) {
  if (!value.is(InputKind::object)) {
    complain(value, fmt::format("Expected type \"{}\" to be an object.", type.name));
    return {};
  }
  auto* const members = arena_.make_array<InputMember>(type.inputs.size());
  std::size_t count = 0;
  const auto depth = path_.size();
  for (const auto& input : type.inputs) {
    const auto& given = value[input.name];
    if (given.is_absent()) {
      if (!input.default_value.is_absent()) {
        members[count++] = {input.name, input.default_value};
      } else if (input.type->is_non_null()) {
        complain(value,
                 fmt::format("Field \"{}\" of required type \"{}\" was not provided.", input.name, print(*input.type)));
      }
      continue;
    }
    path_ += fmt::format(".{}", input.name);
    members[count++] = {input.name, coerce(given, *input.type)};
    path_.resize(depth);
  }
  check_unknown(value, type);
  const auto coerced = InputValue::object({members, count});
  if (type.one_of) check_one_of(value, coerced, type);
  return coerced;
}

void ValueCoercion::check_unknown(const InputValue& value, const NamedType& type) {
  for (const auto& member : value.members()) {
    if (type.input(member.name) != nullptr) continue;
    std::vector<std::string_view> names;
    names.reserve(type.inputs.size());
    for (const auto& input : type.inputs) names.emplace_back(input.name);
    const auto near =
        suggestions_ == Suggestions::shown ? near_names(member.name, names) : std::vector<std::string_view>();
    complain(value,
             fmt::format("Field \"{}\" is not defined by type \"{}\".{}", member.name, type.name, did_you_mean(near)));
  }
}

void ValueCoercion::check_one_of(const InputValue& value, const InputValue& coerced, const NamedType& type) {
  const auto members = coerced.members();
  if (members.size() != 1) {
    complain(value, fmt::format("Exactly one key must be specified for OneOf type \"{}\".", type.name));
  }
  if (!members.empty() && members[0].value.is_null()) {
    const auto depth = path_.size();
    path_ += fmt::format(".{}", members[0].name);
    complain(members[0].value, fmt::format("Field \"{}\" must be non-null.", members[0].name));
    path_.resize(depth);
  }
}

void ValueCoercion::complain(const InputValue& value, std::string message) {
  if (errors_.size() > errors_max_) return;
  errors_.push_back({.path = path_, .value = inspect(value), .message = std::move(message)});
}

}  // namespace plaza::graphql
