#include <map>
#include <string_view>

#include <fmt/format.h>

#include "gateway/graphql/validation/definitions.hpp"

namespace plaza::graphql {
namespace {

void check_type_system(ValidationContext& context) {
  for (const auto& definition : context.document().type_system) {
    const bool is_schema = definition.kind == DefinitionKind::schema;
    context.complain({definition.at},
                     is_schema ? "The schema definition is not executable."
                               : fmt::format("The \"{}\" definition is not executable.", definition.name.text));
  }
}

// The root fields of a subscription by the names of their values, through all fragments.
class RootFields {
 public:
  RootFields(const ValidationContext& context, const Operation& operation, const NamedType& root)
      : context_(context), root_(root), seen_(context.document().fragments.size()) {
    std::vector<const SelectionSet*> open{operation.selections};
    while (!open.empty()) {
      const auto* const set = open.back();
      open.pop_back();
      for (const auto& selection : each(set->first)) add(selection, open);
    }
  }

  // In the order of the document.
  [[nodiscard]] std::vector<std::pair<std::string_view, std::vector<const Selection*>>> groups() const {
    std::vector<std::pair<std::string_view, std::vector<const Selection*>>> out;
    for (const auto* field : fields_) {
      const auto known = std::ranges::find(out, field->response_name(), [](const auto& group) { return group.first; });
      if (known != out.end()) {
        known->second.push_back(field);
      } else {
        out.push_back({field->response_name(), {field}});
      }
    }
    return out;
  }
  [[nodiscard]] const std::vector<const Directive*>& conditions() const { return conditions_; }

 private:
  void add(const Selection& selection, std::vector<const SelectionSet*>& open) {
    for (const auto& directive : each(selection.directives)) {
      if (directive.name.text == "skip" || directive.name.text == "include") conditions_.push_back(&directive);
    }
    if (selection.kind == SelectionKind::field) {
      fields_.push_back(&selection);
    } else if (selection.kind == SelectionKind::inline_fragment) {
      if (applies(selection.type_condition)) open.push_back(selection.selections);
    } else if (const auto* const fragment = context_.fragment(selection.name.text)) {
      if (!seen_[fragment->index] && applies(fragment->type_condition)) open.push_back(fragment->selections);
      seen_[fragment->index] = true;
    }
  }

  [[nodiscard]] bool applies(const Name& condition) const {
    if (condition.empty()) return true;
    const auto* const type = context_.schema().find(condition.text);
    return type != nullptr && type->possible_set.contains(root_.number);
  }

  const ValidationContext& context_;
  const NamedType& root_;
  std::vector<bool> seen_;
  std::vector<const Selection*> fields_;
  std::vector<const Directive*> conditions_;
};

void check_subscription(ValidationContext& context, const Operation& operation, const NamedType& root) {
  const auto who = operation.name.empty() ? std::string("Anonymous Subscription")
                                          : fmt::format("Subscription \"{}\"", operation.name.text);
  const RootFields fields(context, operation, root);
  if (!fields.conditions().empty()) {
    std::vector<Offset> at;
    for (const auto* directive : fields.conditions()) at.push_back(directive->at);
    context.complain(std::move(at),
                     fmt::format("{} must not use `@skip` or `@include` directives in the top level selection.", who));
  }
  const auto groups = fields.groups();
  if (groups.size() > 1) {
    std::vector<Offset> at;
    for (std::size_t i = 1; i < groups.size(); ++i) {
      for (const auto* field : groups[i].second) at.push_back(field->at);
    }
    context.complain(std::move(at), fmt::format("{} must select only one top level field.", who));
  }
  for (const auto& [_, group] : groups) {
    if (!group[0]->name.text.starts_with("__")) continue;
    std::vector<Offset> at;
    at.reserve(group.size());
    for (const auto* field : group) at.push_back(field->at);
    context.complain(std::move(at), fmt::format("{} must not select an introspection top level field.", who));
  }
}

}  // namespace

void check_operations(ValidationContext& context) {
  check_type_system(context);
  const auto& operations = context.document().operations;
  std::map<std::string_view, Offset> seen;
  for (const auto& operation : operations) {
    if (operation.name.empty()) {
      if (operations.size() > 1) {
        context.complain({operation.at}, "This anonymous operation must be the only defined operation.");
      }
      continue;
    }
    const auto [before, is_first] = seen.emplace(operation.name.text, operation.name.at);
    if (is_first) continue;
    context.complain({before->second, operation.name.at},
                     fmt::format("There can be only one operation named \"{}\".", operation.name.text));
  }
}

void check_subscriptions(ValidationContext& context) {
  const auto* const root = context.schema().root(OperationKind::subscription);
  if (root == nullptr) return;
  for (const auto& operation : context.document().operations) {
    if (operation.kind == OperationKind::subscription) check_subscription(context, operation, *root);
  }
}

}  // namespace plaza::graphql
