#include "gateway/graphql/validation/cost.hpp"

#include <algorithm>
#include <charconv>

namespace plaza::graphql {
namespace {

constexpr std::uint64_t cost_max = 1'000'000'000;

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
  return std::min(cost_max, a * b);  // both are at most cost_max
}

std::uint32_t bounded(std::int64_t items) {
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(items, 0, cost_max));
}

std::int64_t number(const Value& literal) {
  std::int64_t value = 0;
  std::from_chars(literal.text.data(), literal.text.data() + literal.text.size(), value);
  return value;
}

}  // namespace

CostModel::CostModel(const Schema& schema, const Document& document, const Operation& operation)
    : schema_(schema), document_(document) {
  add(*operation.selections, schema.root(operation.kind));
}

void CostModel::add(const SelectionSet& set, const NamedType* type) {
  if (type == nullptr) return;
  for (const auto& selection : each(set.first)) {
    if (selection.kind == SelectionKind::field) {
      if (const auto* const field = schema_.field(*type, selection.name.text)) add_field(selection, *field);
    } else if (selection.kind == SelectionKind::inline_fragment) {
      add(*selection.selections, selection.type_condition.empty() ? type : schema_.find(selection.type_condition.text));
    } else {
      const auto found = std::ranges::find(document_.fragments, selection.name.text,
                                           [](const Fragment& fragment) { return fragment.name.text; });
      if (found != document_.fragments.end()) add(*found->selections, schema_.find(found->type_condition.text));
    }
  }
}

void CostModel::add_field(const Selection& selection, const Field& field) {
  const auto at = nodes_.size();
  const auto& cost = field.cost;
  if (std::holds_alternative<AsyncResolver>(field.resolve)) {
    waits_ = true;
    same_for_all_ = same_for_all_ && field.same_for_all;
  }
  Node node{.calls = cost.calls,
            .batched = cost.batched,
            .sized = !cost.size_argument.empty() || cost.items > 1,
            .items = cost.items,
            .variable = {},
            .end = 0};
  if (const auto* const known = field.argument(cost.size_argument)) {
    if (known->default_value.is(InputKind::integer)) node.items = bounded(known->default_value.as_integer());
    for (const auto& argument : each(selection.arguments)) {
      if (argument.name.text != known->name) continue;
      if (argument.value->kind == ValueKind::variable) node.variable = argument.value->text;
      if (argument.value->kind == ValueKind::integer) node.items = bounded(number(*argument.value));
    }
  }
  nodes_.push_back(node);
  if (selection.selections != nullptr) add(*selection.selections, field.type->definition);
  const bool matters = node.calls > 0 || node.sized || nodes_.size() > at + 1;
  if (!matters) {
    nodes_.pop_back();
  } else {
    nodes_[at].end = static_cast<std::uint32_t>(nodes_.size());
  }
}

Cost CostModel::cost(const VariableValues& variables) const {
  Cost cost;
  count(0, static_cast<std::uint32_t>(nodes_.size()), 1, variables, cost);
  return cost;
}

void CostModel::count(std::uint32_t begin, std::uint32_t end, std::uint64_t objects, const VariableValues& variables,
                      Cost& cost) const {
  for (auto i = begin; i < end; i = nodes_[i].end) {
    const auto& node = nodes_[i];
    cost.calls = std::min(
        cost_max, cost.calls + product(node.calls, node.batched ? std::min<std::uint64_t>(objects, 1) : objects));
    std::uint64_t items = node.items;
    if (!node.variable.empty()) {
      const auto* const value = variables.find(node.variable);
      if (value != nullptr && value->is(InputKind::integer)) items = bounded(value->as_integer());
    }
    const auto inside = product(objects, items);
    if (node.sized) cost.items = std::min(cost_max, cost.items + inside);
    count(i + 1, node.end, inside, variables, cost);
  }
}

}  // namespace plaza::graphql
