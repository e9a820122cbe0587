#include "gateway/graphql/validation/walk.hpp"

#include <array>

#include <fmt/format.h>

#include "gateway/graphql/language/printer.hpp"
#include "gateway/graphql/schema/suggestions.hpp"
#include "gateway/graphql/validation/duplicates.hpp"
#include "gateway/graphql/validation/field_suggestions.hpp"

namespace plaza::graphql {
namespace {

constexpr std::array<std::string_view, 3> operation_locations{"QUERY", "MUTATION", "SUBSCRIPTION"};

const NamedType* composite(const NamedType* type) {
  return type != nullptr && type->is_composite() ? type : nullptr;
}

const Name& innermost(const TypeReference& reference) {
  const auto* type = &reference;
  while (type->of != nullptr) type = type->of;
  return type->name;
}

}  // namespace

void Walk::run() {
  const auto& document = context_.document();
  const auto note = [&](DefinitionFacts& facts, auto&& walk_definition) {
    facts_ = &facts;
    facts.uses_begin = static_cast<std::uint32_t>(context_.uses.size());
    walk_definition();
    facts.uses_end = static_cast<std::uint32_t>(context_.uses.size());
  };
  for (std::size_t i = 0; i < document.operations.size() && !context_.full(); ++i) {
    note(context_.operations[i], [&] { operation(document.operations[i]); });
  }
  for (std::size_t i = 0; i < document.fragments.size() && !context_.full(); ++i) {
    note(context_.fragments[i], [&] { fragment(document.fragments[i]); });
  }
}

void Walk::operation(const Operation& operation) {
  if (operation.variables != nullptr) {
    for_duplicates(
        operation.variables, [](const VariableDefinition& variable) -> const Name& { return variable.name; },
        [&](std::string_view name, std::vector<Offset> at) {
          context_.complain(std::move(at), fmt::format("There can be only one variable named \"${}\".", name));
        });
    for (const auto& definition : each(operation.variables)) variable(definition);
  }
  directives(operation.directives, operation_locations[static_cast<std::size_t>(operation.kind)]);
  selections(*operation.selections, context_.schema().root(operation.kind));
}

void Walk::fragment(const Fragment& fragment) {
  const auto* const type = condition(fragment.type_condition);
  if (type != nullptr && !type->is_composite()) {
    context_.complain(
        {fragment.type_condition.at},
        fmt::format("Fragment \"{}\" cannot condition on non composite type \"{}\".", fragment.name.text, type->name));
  }
  directives(fragment.directives, "FRAGMENT_DEFINITION");
  selections(*fragment.selections, composite(type));
}

void Walk::variable(const VariableDefinition& definition) {
  const auto* const type = context_.schema().type_of(*definition.type, context_.arena());
  const bool is_input = type != nullptr && type->definition->is_input();
  if (type == nullptr) {
    unknown_type(innermost(*definition.type));
  } else if (!is_input) {
    context_.complain({definition.type->at}, fmt::format("Variable \"${}\" cannot be non-input type \"{}\".",
                                                         definition.name.text, print(*definition.type)));
  }
  if (definition.default_value != nullptr) {
    value(*definition.default_value, {.type = is_input ? type : nullptr}, true);
  }
  directives(definition.directives, "VARIABLE_DEFINITION");
}

void Walk::selections(const SelectionSet& set, const NamedType* parent) {
  for (const auto& selection : each(set.first)) {
    if (context_.full()) return;
    switch (selection.kind) {
      case SelectionKind::field:
        field(selection, parent);
        break;
      case SelectionKind::spread:
        spread(selection, parent);
        break;
      case SelectionKind::inline_fragment:
        inline_fragment(selection, parent);
        break;
    }
  }
}

void Walk::field(const Selection& field, const NamedType* parent) {
  const auto* const definition = parent == nullptr ? nullptr : context_.schema().field(*parent, field.name.text);
  if (definition == nullptr) {
    if (parent != nullptr) unknown_field(field, *parent);
  } else {
    check_leaf(field, *definition->type);
  }
  if (field.arguments != nullptr || (definition != nullptr && !definition->arguments.empty())) {
    field_arguments(field, definition, parent);
  }
  if (field.directives != nullptr) directives(field.directives, "FIELD");
  if (field.selections != nullptr) {
    selections(*field.selections, definition == nullptr ? nullptr : composite(definition->type->definition));
  }
}

void Walk::check_leaf(const Selection& field, const Type& type) {
  const bool is_leaf = type.definition->is_leaf();
  if (is_leaf == (field.selections == nullptr)) return;
  if (is_leaf) {
    context_.complain({field.selections->at},
                      fmt::format("Field \"{}\" must not have a selection since type \"{}\" has no subfields.",
                                  field.name.text, print(type)));
  } else {
    context_.complain({field.at}, fmt::format("Field \"{0}\" of type \"{1}\" must have a selection of subfields. "
                                              "Did you mean \"{0} {{ ... }}\"?",
                                              field.name.text, print(type)));
  }
}

void Walk::unknown_field(const Selection& field, const NamedType& parent) {
  const auto suggestion = context_.shows_names() ? suggest_field(parent, field.name.text) : std::string();
  context_.complain(
      {field.at}, fmt::format("Cannot query field \"{}\" on type \"{}\".{}", field.name.text, parent.name, suggestion));
}

void Walk::spread(const Selection& spread, const NamedType* parent) {
  facts_->spreads.push_back(&spread);
  if (spread.directives != nullptr) directives(spread.directives, "FRAGMENT_SPREAD");
  const auto* const fragment = context_.fragment(spread.name.text);
  if (fragment == nullptr) {
    context_.complain({spread.name.at}, fmt::format("Unknown fragment \"{}\".", spread.name.text));
    return;
  }
  const auto* const type = composite(context_.schema().find(fragment->type_condition.text));
  if (type == nullptr || parent == nullptr || type->possible_set.overlaps(parent->possible_set) || type == parent)
    return;
  context_.complain({spread.at},
                    fmt::format("Fragment \"{}\" cannot be spread here as objects of type \"{}\" can never "
                                "be of type \"{}\".",
                                spread.name.text, parent->name, type->name));
}

void Walk::inline_fragment(const Selection& fragment, const NamedType* parent) {
  const auto* type = parent;
  if (!fragment.type_condition.empty()) {
    type = condition(fragment.type_condition);
    if (type != nullptr && !type->is_composite()) {
      context_.complain({fragment.type_condition.at},
                        fmt::format("Fragment cannot condition on non composite type \"{}\".", type->name));
    }
    type = composite(type);
    if (type != nullptr && parent != nullptr && type != parent && !type->possible_set.overlaps(parent->possible_set)) {
      context_.complain({fragment.at}, fmt::format("Fragment cannot be spread here as objects of type \"{}\" can never "
                                                   "be of type \"{}\".",
                                                   parent->name, type->name));
    }
  }
  if (fragment.directives != nullptr) directives(fragment.directives, "INLINE_FRAGMENT");
  selections(*fragment.selections, type);
}

const NamedType* Walk::condition(const Name& name) {
  const auto* const type = context_.schema().find(name.text);
  if (type == nullptr) unknown_type(name);
  return type;
}

void Walk::unknown_type(const Name& name) {
  std::vector<std::string_view> known;
  if (context_.shows_names()) {
    for (const auto* type : context_.schema().types()) known.emplace_back(type->name);
  }
  context_.complain({name.at},
                    fmt::format("Unknown type \"{}\".{}", name.text, did_you_mean(near_names(name.text, known))));
}

}  // namespace plaza::graphql
