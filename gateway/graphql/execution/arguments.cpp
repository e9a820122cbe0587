// Arguments whose values depend on variables (September 2025, 6.4.1).
#include <fmt/format.h>

#include "gateway/graphql/execution/execution.hpp"
#include "gateway/graphql/language/printer.hpp"

namespace plaza::graphql {
namespace {

const Argument* find(const Argument* first, std::string_view name) {
  for (const auto& argument : each(first)) {
    if (argument.name.text == name) return &argument;
  }
  return nullptr;
}

}  // namespace

// Coerced once for a request, however many objects have the field.
const InputValue* Execution::arguments(const PlannedField& field, ArgumentError& error) {
  if (field.constant_arguments != nullptr) return field.constant_arguments;
  if (known_arguments_.size() <= field.number) known_arguments_.resize(plan().variable_fields());
  auto& known = known_arguments_[field.number];
  if (known != nullptr) return known;
  const auto& definitions = field.field->arguments;
  auto* const values = arena_.make_array<InputValue>(definitions.size() + 1);
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    if (!coerce_argument(definitions[i], *field.selections[0], values[i], error)) return nullptr;
  }
  known = values;
  return known;
}

bool Execution::coerce_argument(const InputField& definition, const Selection& selection, InputValue& out,
                                ArgumentError& error) {
  const auto* const argument = find(selection.arguments, definition.name);
  if (argument == nullptr) {
    out = definition.default_value;
    return true;
  }
  const auto& literal = *argument->value;
  bool is_null = literal.kind == ValueKind::null;
  if (literal.kind == ValueKind::variable) {
    const auto* const value = request_.variables.find(literal.text);
    if (value == nullptr) {
      out = definition.default_value;
      if (!definition.required()) return true;
      error = {
          .message = fmt::format("Argument \"{}\" of required type \"{}\" was provided the variable \"${}\" which was "
                                 "not provided a runtime value.",
                                 definition.name, print(*definition.type), literal.text),
          .at = literal.at};
      return false;
    }
    is_null = value->is_null();
  }
  if (is_null && definition.type->is_non_null()) {
    error = {.message = fmt::format("Argument \"{}\" of non-null type \"{}\" must not be null.", definition.name,
                                    print(*definition.type)),
             .at = literal.at};
    return false;
  }
  out = coerce_literal(literal, *definition.type, &request_.variables, arena_);
  if (!out.is_absent()) return true;
  error = {.message = fmt::format("Argument \"{}\" has invalid value {}.", definition.name, print(literal)),
           .at = literal.at};
  return false;
}

}  // namespace plaza::graphql
