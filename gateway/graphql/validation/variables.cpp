#include <fmt/format.h>

#include "gateway/graphql/schema/schema_checks.hpp"
#include "gateway/graphql/validation/definitions.hpp"

namespace plaza::graphql {
namespace {

struct Variable {
  const VariableDefinition* definition = nullptr;
  const Type* type = nullptr;  // null: unknown
  bool used = false;
};

// Looks at one operation and at all fragments that it reaches.
class OperationVariables {
 public:
  OperationVariables(ValidationContext& context, const Operation& operation, const DefinitionFacts& facts)
      : context_(context), operation_(operation), reached_(context.document().fragments.size()) {
    for (const auto& definition : each(operation.variables)) {
      variables_.push_back(
          {.definition = &definition, .type = context.schema().type_of(*definition.type, context.arena())});
    }
    // The last of a name is what its uses are checked by.
    for (auto i = variables_.size(); i-- > 0;) {
      names_.add(variables_[i].definition->name.text, static_cast<std::uint32_t>(i));
    }
    look_at(facts);
    while (!open_.empty()) {
      const auto* const fragment = open_.back();
      open_.pop_back();
      look_at(context.fragments[fragment->index]);
    }
    check_used();
  }

 private:
  void look_at(const DefinitionFacts& facts) {
    for (auto i = facts.uses_begin; i < facts.uses_end && !context_.full(); ++i) check(context_.uses[i]);
    for (const auto* spread : facts.spreads) {
      const auto* const fragment = context_.fragment(spread->name.text);
      if (fragment == nullptr || reached_[fragment->index]) continue;
      reached_[fragment->index] = true;
      open_.push_back(fragment);
    }
  }

  void check(const VariableUse& use) {
    const auto number = names_.find(use.name);
    if (number == NameTable::none) {
      return context_.complain(
          {use.at, operation_.at},
          operation_.name.empty()
              ? fmt::format("Variable \"${}\" is not defined.", use.name)
              : fmt::format("Variable \"${}\" is not defined by operation \"{}\".", use.name, operation_.name.text));
    }
    auto& variable = variables_[number];
    variable.used = true;
    if (use.type == nullptr || variable.type == nullptr) return;
    if (!is_allowed(variable, use)) {
      context_.complain({variable.definition->at, use.at},
                        fmt::format("Variable \"${}\" of type \"{}\" used in position expecting type \"{}\".", use.name,
                                    print(*variable.type), print(*use.type)));
    }
    if (use.one_of != nullptr && !variable.type->is_non_null()) {
      context_.complain({variable.definition->at, use.at},
                        fmt::format("Variable \"${}\" is of type \"{}\" but must be non-nullable to be used for OneOf "
                                    "Input Object \"{}\".",
                                    use.name, print(*variable.type), use.one_of->name));
    }
  }

  static bool is_allowed(const Variable& variable, const VariableUse& use) {
    if (!use.type->is_non_null() || variable.type->is_non_null()) return is_subtype(*variable.type, *use.type);
    const auto* const otherwise = variable.definition->default_value;
    const bool has_value = otherwise != nullptr && otherwise->kind != ValueKind::null;
    return (has_value || use.has_default) && is_subtype(*variable.type, *use.type->of);
  }

  void check_used() {
    for (const auto& variable : variables_) {
      const auto name = variable.definition->name.text;
      if (variables_[names_.find(name)].used) continue;
      context_.complain({variable.definition->at},
                        operation_.name.empty() ? fmt::format("Variable \"${}\" is never used.", name)
                                                : fmt::format("Variable \"${}\" is never used in operation \"{}\".",
                                                              name, operation_.name.text));
    }
  }

  ValidationContext& context_;
  const Operation& operation_;
  std::vector<Variable> variables_;
  NameTable names_;
  std::vector<bool> reached_;
  std::vector<const Fragment*> open_;
};

}  // namespace

void check_variables(ValidationContext& context) {
  const auto& operations = context.document().operations;
  const bool any_defined = std::ranges::any_of(operations, [](const auto& one) { return one.variables != nullptr; });
  if (!any_defined && context.uses.empty()) return;
  for (std::size_t i = 0; i < operations.size() && !context.full(); ++i) {
    const OperationVariables looked_at(context, operations[i], context.operations[i]);
  }
}

}  // namespace plaza::graphql
