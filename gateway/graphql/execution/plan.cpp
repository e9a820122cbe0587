#include "gateway/graphql/execution/plan.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace plaza::graphql {
namespace {

bool has_variable(const Value& value) {
  if (value.kind == ValueKind::variable) return true;
  for (const auto& item : each(value.first)) {
    if (has_variable(item)) return true;
  }
  return false;
}

const Argument* find_argument(const Argument* first, std::string_view name) {
  for (const auto& argument : each(first)) {
    if (argument.name.text == name) return &argument;
  }
  return nullptr;
}

bool is_condition(const Directive& directive) {
  return directive.name.text == "skip" || directive.name.text == "include";
}

}  // namespace

Plan::Plan(const Schema& schema, const Document& document, const Operation& operation, VariableValues conditions)
    : schema_(schema), document_(document), conditions_(std::move(conditions)) {
  auto& set = sets_.emplace_back();
  set.type = schema.root(operation.kind);
  std::vector<bool> spread(document.fragments.size());
  collect(*operation.selections, set, spread);
  finish(set);
  root_ = &set;
}

const PlannedSet& Plan::inner(const PlannedField& field, const NamedType& type) const {
  for (const auto* known : field.inner) {
    if (known->type == &type) return *known;
  }
  auto& set = sets_.emplace_back();
  set.type = &type;
  std::vector<bool> spread(document_.fragments.size());
  for (const auto* selection : field.selections) {
    if (selection->selections != nullptr) collect(*selection->selections, set, spread);
  }
  finish(set);
  field.inner.push_back(&set);
  return set;
}

// In the order of the text, each fragment at its first spread (September 2025, 6.3.2).
void Plan::collect(const SelectionSet& set, PlannedSet& out, std::vector<bool>& spread) const {
  for (const auto& selection : each(set.first)) {
    if (!is_included(selection.directives)) continue;
    if (selection.kind == SelectionKind::field) {
      add_field(selection, out);
    } else if (selection.kind == SelectionKind::inline_fragment) {
      if (applies(selection.type_condition, *out.type)) collect(*selection.selections, out, spread);
    } else if (const auto* const found = fragment(selection.name.text); found != nullptr && !spread[found->index]) {
      spread[found->index] = true;
      if (applies(found->type_condition, *out.type)) collect(*found->selections, out, spread);
    }
  }
}

void Plan::add_field(const Selection& selection, PlannedSet& out) const {
  const auto name = selection.response_name();
  for (auto& known : out.fields) {
    if (known.name != name) continue;
    known.selections.push_back(&selection);
    return;
  }
  const auto* const field = schema_.field(*out.type, selection.name.text);
  if (field == nullptr) return;
  out.fields.push_back({.field = field,
                        .key = selection.alias.empty() ? field->key : fmt::format("\"{}\":", name),
                        .name = name,
                        .selections = {&selection},
                        .inner = {}});
}

void Plan::finish(PlannedSet& set) const {
  for (auto& field : set.fields) {
    field.constant_arguments = constant_arguments(field);
    if (field.constant_arguments == nullptr) field.number = variable_fields_++;
    if (field.field->meta != MetaField::none) field.introspect = introspection_resolver(*field.field);
  }
}

const InputValue* Plan::constant_arguments(const PlannedField& field) const {
  const auto& definitions = field.field->arguments;
  const auto* const given = field.selections[0]->arguments;
  for (const auto& argument : each(given)) {
    if (has_variable(*argument.value)) return nullptr;
  }
  auto* const values = arena_.make_array<InputValue>(definitions.size() + 1);
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const auto* const argument = find_argument(given, definitions[i].name);
    values[i] = argument == nullptr ? definitions[i].default_value
                                    : coerce_literal(*argument->value, *definitions[i].type, nullptr, arena_);
  }
  return values;
}

bool Plan::is_included(const Directive* first) const {
  for (const auto& directive : each(first)) {
    if (!is_condition(directive)) continue;
    const auto* const argument = find_argument(directive.arguments, "if");
    if (argument == nullptr) continue;
    bool truth = argument->value->text == "true";
    if (argument->value->kind == ValueKind::variable) {
      const auto* const value = conditions_.find(argument->value->text);
      truth = value != nullptr && value->as_boolean();
    }
    if (truth == (directive.name.text == "skip")) return false;
  }
  return true;
}

bool Plan::applies(const Name& condition, const NamedType& type) const {
  if (condition.empty() || condition.text == type.name) return true;
  const auto* const wanted = schema_.find(condition.text);
  return wanted != nullptr && wanted->possible_set.contains(type.number);
}

const Fragment* Plan::fragment(std::string_view name) const {
  const auto found = std::ranges::find(document_.fragments, name, [](const Fragment& one) { return one.name.text; });
  return found == document_.fragments.end() ? nullptr : &*found;
}

namespace {

class ConditionVariables {
 public:
  explicit ConditionVariables(const Document& document) : document_(document), seen_(document.fragments.size()) {}

  std::vector<std::string_view> of(const Operation& operation) {
    look_at(*operation.selections);
    while (!open_.empty()) {
      const auto* const set = open_.back();
      open_.pop_back();
      look_at(*set);
    }
    return std::move(names_);
  }

 private:
  void look_at(const SelectionSet& set) {
    for (const auto& selection : each(set.first)) {
      for (const auto& directive : each(selection.directives)) {
        if (is_condition(directive)) add(directive);
      }
      if (selection.selections != nullptr) open_.push_back(selection.selections);
      if (selection.kind == SelectionKind::spread) follow(selection.name.text);
    }
  }

  void add(const Directive& directive) {
    const auto* const argument = find_argument(directive.arguments, "if");
    if (argument == nullptr || argument->value->kind != ValueKind::variable) return;
    if (!std::ranges::count(names_, argument->value->text)) names_.push_back(argument->value->text);
  }

  void follow(std::string_view name) {
    for (const auto& fragment : document_.fragments) {
      if (fragment.name.text != name || seen_[fragment.index]) continue;
      seen_[fragment.index] = true;
      open_.push_back(fragment.selections);
    }
  }

  const Document& document_;
  std::vector<bool> seen_;
  std::vector<const SelectionSet*> open_;
  std::vector<std::string_view> names_;
};

}  // namespace

std::vector<std::string_view> condition_variables(const Document& document, const Operation& operation) {
  return ConditionVariables(document).of(operation);
}

}  // namespace plaza::graphql
