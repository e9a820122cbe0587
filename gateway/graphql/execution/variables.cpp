#include "gateway/graphql/execution/variables.hpp"

#include <fmt/format.h>

namespace plaza::graphql {
namespace {

// Whether a list somewhere within has more items than allowed. Input nests no deeper than its reader lets it.
bool has_long_list(const InputValue& value, std::size_t items_max) {
  if (value.is(InputKind::list)) {
    if (value.items().size() > items_max) return true;
    return std::ranges::any_of(value.items(), [&](const auto& item) { return has_long_list(item, items_max); });
  }
  if (!value.is(InputKind::object)) return false;
  return std::ranges::any_of(value.members(),
                             [&](const auto& member) { return has_long_list(member.value, items_max); });
}

class Coercing {
 public:
  Coercing(std::string_view source, Arena& arena, const VariableOptions& options)
      : source_(source), arena_(arena), options_(options) {}

  void take(const VariableType& variable, const InputValue& value) {
    const auto& [definition, type] = variable;
    const auto name = definition->name.text;
    if (value.is_absent()) {
      if (definition->default_value != nullptr) {
        values_.set(name, coerce_literal(*definition->default_value, *type, nullptr, arena_));
      } else if (type->is_non_null()) {
        complain(*definition,
                 fmt::format("Variable \"${}\" of required type \"{}\" was not provided.", name, print(*type)));
      }
      return;
    }
    if (value.is_null() && type->is_non_null()) {
      return complain(*definition,
                      fmt::format("Variable \"${}\" of non-null type \"{}\" must not be null.", name, print(*type)));
    }
    if (has_long_list(value, options_.list_items_max)) {
      complain(*definition,
               fmt::format("Variable \"${}\" holds a list of more than {} items.", name, options_.list_items_max));
      errors_.back().limit = "list_items_max";
      return;
    }
    coerce(*definition, value, *type);
  }

  std::expected<VariableValues, std::vector<RequestError>> finish() {
    if (errors_.empty()) return std::move(values_);
    if (errors_.size() > options_.errors_max) {
      errors_.resize(options_.errors_max);
      errors_.push_back({.message = "Too many errors processing variables, error limit reached. Execution aborted."});
    }
    return std::unexpected(std::move(errors_));
  }

 private:
  void coerce(const VariableDefinition& definition, const InputValue& value, const Type& type) {
    const auto name = definition.name.text;
    ValueCoercion coercion(arena_, options_.errors_max, options_.suggestions);
    values_.set(name, coercion.coerce(value, type));
    for (const auto& error : coercion.errors()) {
      const auto place = error.path.empty() ? std::string() : fmt::format(" at \"{}{}\"", name, error.path);
      complain(definition,
               fmt::format("Variable \"${}\" got invalid value {}{}; {}", name, error.value, place, error.message));
    }
  }

  void complain(const VariableDefinition& definition, std::string message) {
    if (errors_.size() > options_.errors_max) return;
    errors_.push_back({.message = std::move(message), .locations = {locate(source_, definition.at)}});
  }

  std::string_view source_;
  Arena& arena_;
  const VariableOptions& options_;
  VariableValues values_;
  std::vector<RequestError> errors_;
};

}  // namespace

std::expected<VariableValues, std::vector<RequestError>> coerce_variables(const std::vector<VariableType>& variables,
                                                                          const InputValue& given,
                                                                          std::string_view source, Arena& arena,
                                                                          const VariableOptions& options) {
  Coercing coercing(source, arena, options);
  for (const auto& variable : variables) coercing.take(variable, given[variable.definition->name.text]);
  return coercing.finish();
}

}  // namespace plaza::graphql
