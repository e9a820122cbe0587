#include "gateway/graphql/validation/merge_check.hpp"

#include <algorithm>

#include "gateway/graphql/validation/same_values.hpp"

namespace plaza::graphql {
namespace {

constexpr std::size_t table_size_at_first = 64;

const NamedType* composite(const NamedType* type) {
  return type != nullptr && type->is_composite() ? type : nullptr;
}

}  // namespace

MergeCheck::MergeCheck(const ValidationContext& context)
    : context_(context),
      seen_sets_(context.document().selection_sets),
      spread_in_round_(context.document().fragments.size()),
      table_(table_size_at_first) {}

bool MergeCheck::passes() {
  const auto& document = context_.document();
  for (const auto& operation : document.operations) {
    add_root(*operation.selections, context_.schema().root(operation.kind));
    if (!run()) return false;
  }
  // What was expanded somewhere has been looked at together with more.
  for (const auto& fragment : document.fragments) {
    if (spread_in_round_[fragment.index] != 0) continue;
    add_root(*fragment.selections, composite(context_.schema().find(fragment.type_condition.text)));
    if (!run()) return false;
  }
  return true;
}

void MergeCheck::add_root(const SelectionSet& set, const NamedType* type) {
  parts_.assign(1, {&set, type});
  open_.assign(1, {0, 1});
}

bool MergeCheck::run() {
  while (!open_.empty()) {
    const auto set = open_.back();
    open_.pop_back();
    if (!look_at(set)) return false;
  }
  return true;
}

bool MergeCheck::look_at(Set set) {
  ++round_;
  groups_.clear();
  inner_.clear();
  for (auto i = set.begin; i < set.end; ++i) {
    expanding_.assign(1, parts_[i]);
    while (!expanding_.empty()) {
      const auto part = expanding_.back();
      expanding_.pop_back();
      if (!expand(part)) return false;
    }
  }
  follow_groups();
  return true;
}

bool MergeCheck::expand(const Part& part) {
  for (const auto& selection : each(part.set->first)) {
    if (++fields_ > fields_max) return false;
    if (selection.kind == SelectionKind::field) {
      if (!merge(selection, part.type)) return false;
    } else if (selection.kind == SelectionKind::inline_fragment) {
      const auto* const type = selection.type_condition.empty()
                                   ? part.type
                                   : composite(context_.schema().find(selection.type_condition.text));
      expanding_.push_back({selection.selections, type});
    } else if (const auto* const fragment = context_.fragment(selection.name.text)) {
      if (spread_in_round_[fragment->index] == round_) continue;
      spread_in_round_[fragment->index] = round_;
      expanding_.push_back({fragment->selections, composite(context_.schema().find(fragment->type_condition.text))});
    }
  }
  return true;
}

bool MergeCheck::merge(const Selection& field, const NamedType* type) {
  const auto* const definition = type == nullptr ? nullptr : context_.schema().field(*type, field.name.text);
  bool is_new = false;
  auto& group = group_of(field, definition, is_new);
  if (!is_new) {
    if (group.field->name.text != field.name.text) return false;
    if (!same_arguments(group.field->arguments, field.arguments)) return false;
    const bool both_known = group.definition != nullptr && definition != nullptr;
    if (both_known && shapes_conflict(*group.definition->type, *definition->type)) return false;
  }
  if (field.selections == nullptr) return true;
  const auto number = static_cast<std::uint32_t>(inner_.size());
  inner_.push_back(
      {{field.selections, definition == nullptr ? nullptr : composite(definition->type->definition)}, nothing});
  if (group.first_part == nothing) {
    group.first_part = number;
  } else {
    inner_[group.last_part].next = number;
  }
  group.last_part = number;
  return true;
}

MergeCheck::Group& MergeCheck::group_of(const Selection& field, const Field* definition, bool& is_new) {
  const auto name = field.response_name();
  if (2 * (groups_.size() + 1) > table_.size()) grow_table();
  const auto mask = table_.size() - 1;
  for (auto at = hash_name(name) & mask;; at = (at + 1) & mask) {
    auto& slot = table_[at];
    if (slot.round != round_) {
      slot = {.round = round_, .group = static_cast<std::uint32_t>(groups_.size())};
      is_new = true;
      return groups_.emplace_back(Group{name, &field, definition, nothing, nothing});
    }
    if (groups_[slot.group].name == name) return groups_[slot.group];
  }
}

void MergeCheck::grow_table() {
  table_.assign(2 * table_.size(), {});
  const auto mask = table_.size() - 1;
  for (std::uint32_t i = 0; i < groups_.size(); ++i) {
    auto at = hash_name(groups_[i].name) & mask;
    while (table_[at].round == round_) at = (at + 1) & mask;
    table_[at] = {.round = round_, .group = i};
  }
}

void MergeCheck::follow_groups() {
  for (const auto& group : groups_) {
    if (group.first_part == nothing) continue;
    if (group.first_part != group.last_part) {
      follow_union(group);
      continue;
    }
    const auto& part = inner_[group.first_part].part;
    if (seen_sets_[part.set->index]) continue;
    seen_sets_[part.set->index] = true;
    parts_.push_back(part);
    open_.push_back({static_cast<std::uint32_t>(parts_.size() - 1), static_cast<std::uint32_t>(parts_.size())});
  }
}

void MergeCheck::follow_union(const Group& group) {
  const auto begin = static_cast<std::uint32_t>(parts_.size());
  std::vector<std::uint32_t> key;
  for (auto i = group.first_part; i != nothing; i = inner_[i].next) {
    parts_.push_back(inner_[i].part);
    key.push_back(inner_[i].part.set->index);
  }
  std::ranges::sort(key);
  const auto repeated = std::ranges::unique(key);
  key.erase(repeated.begin(), repeated.end());
  if (!seen_unions_.insert(std::move(key)).second) {
    parts_.resize(begin);
    return;
  }
  open_.push_back({begin, static_cast<std::uint32_t>(parts_.size())});
}

}  // namespace plaza::graphql
