#include "gateway/graphql/validation/merge_conflicts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "gateway/graphql/validation/same_values.hpp"

namespace plaza::graphql {
namespace {

// What a message shows of a conflict deep inside.
constexpr std::size_t detail_bytes_max = 1000;
constexpr std::size_t places_max = 20;

const NamedType* composite(const NamedType* type) {
  return type != nullptr && type->is_composite() ? type : nullptr;
}

std::string shortened(std::string_view text) {
  if (text.size() <= detail_bytes_max) return std::string(text);
  return std::string(text.substr(0, detail_bytes_max)) + "...";
}

bool is_object(const NamedType* type) {
  return type != nullptr && type->kind == TypeKind::object;
}

}  // namespace

class MergeConflicts::Depth {
 public:
  explicit Depth(MergeConflicts& conflicts) : conflicts_(conflicts) { ++conflicts_.depth_; }
  ~Depth() { --conflicts_.depth_; }
  Depth(const Depth&) = delete;
  Depth& operator=(const Depth&) = delete;

 private:
  MergeConflicts& conflicts_;
};

void MergeConflicts::run() {
  const auto& document = context_.document();
  for (const auto& operation : document.operations) {
    visit(*operation.selections, context_.schema().root(operation.kind));
  }
  for (const auto& fragment : document.fragments) {
    visit(*fragment.selections, composite(context_.schema().find(fragment.type_condition.text)));
  }
  if (exhausted_) {
    context_.complain({}, "Fields of the document are merged in too many ways. Validation aborted.", "merges_max");
  }
}

// All selection sets are looked at, but not those of inline fragments by themselves: they belong to what is around
// them.
void MergeConflicts::visit(const SelectionSet& set, const NamedType* type) {
  if (exhausted_ || context_.full()) return;
  check(set, type);
  std::vector<std::pair<const SelectionSet*, const NamedType*>> open{{&set, type}};
  while (!open.empty()) {
    const auto [next, parent] = open.back();
    open.pop_back();
    for (const auto& selection : each(next->first)) {
      if (selection.selections == nullptr) continue;
      if (selection.kind == SelectionKind::inline_fragment) {
        open.emplace_back(selection.selections, selection.type_condition.empty()
                                                    ? parent
                                                    : composite(context_.schema().find(selection.type_condition.text)));
        continue;
      }
      const auto* const field = parent == nullptr ? nullptr : context_.schema().field(*parent, selection.name.text);
      visit(*selection.selections, field == nullptr ? nullptr : composite(field->type->definition));
    }
  }
}

void MergeConflicts::check(const SelectionSet& set, const NamedType* type) {
  Conflicts conflicts;
  auto& fields = collect(set, type);
  within(conflicts, fields);
  for (std::size_t i = 0; i < fields.fragments.size() && !exhausted_; ++i) {
    fields_and_fragment(conflicts, false, fields, *fields.fragments[i]);
    for (auto j = i + 1; j < fields.fragments.size() && !exhausted_; ++j) {
      fragments(conflicts, false, *fields.fragments[i], *fields.fragments[j]);
    }
  }
  for (const auto& conflict : conflicts) report(conflict);
}

void MergeConflicts::report(const Conflict& conflict) {
  std::vector<Offset> at;
  at.reserve(conflict.first.size() + conflict.second.size());
  for (const auto* field : conflict.first) at.push_back(field->at);
  for (const auto* field : conflict.second) at.push_back(field->at);
  context_.complain(std::move(at), fmt::format("Fields \"{}\" conflict because {}. Use different aliases on the fields "
                                               "to fetch both if this was intentional.",
                                               shortened(conflict.name), conflict.reason));
}

MergeConflicts::Collected& MergeConflicts::collect(const SelectionSet& set, const NamedType* type) {
  auto& known = collected_[{set.index, type}];
  if (known == nullptr) {
    known = std::make_unique<Collected>();
    collect(set, type, *known);
  }
  return *known;
}

MergeConflicts::Collected& MergeConflicts::collect(const Fragment& fragment) {
  return collect(*fragment.selections, composite(context_.schema().find(fragment.type_condition.text)));
}

void MergeConflicts::collect(const SelectionSet& set, const NamedType* type, Collected& out) {
  for (const auto& selection : each(set.first)) {
    if (selection.kind == SelectionKind::spread) {
      const auto* const fragment = context_.fragment(selection.name.text);
      if (fragment != nullptr && !std::ranges::count(out.fragments, fragment)) out.fragments.push_back(fragment);
    } else if (selection.kind == SelectionKind::inline_fragment) {
      collect(
          *selection.selections,
          selection.type_condition.empty() ? type : composite(context_.schema().find(selection.type_condition.text)),
          out);
    } else {
      auto number = out.names.find(selection.response_name());
      if (number == NameTable::none) {
        number = static_cast<std::uint32_t>(out.groups.size());
        out.names.add(selection.response_name(), number);
        out.groups.push_back({.name = selection.response_name(), .entries = {}});
      }
      const auto* const field = type == nullptr ? nullptr : context_.schema().field(*type, selection.name.text);
      out.groups[number].entries.push_back({.parent = type, .field = &selection, .definition = field});
    }
  }
}

void MergeConflicts::within(Conflicts& conflicts, const Collected& fields) {
  for (const auto& group : fields.groups) {
    for (std::size_t i = 0; i < group.entries.size(); ++i) {
      for (auto j = i + 1; j < group.entries.size() && !exhausted_; ++j) {
        compare(conflicts, false, group.name, group.entries[i], group.entries[j]);
      }
    }
  }
}

void MergeConflicts::between(Conflicts& conflicts, bool exclusive, const Collected& a, const Collected& b) {
  for (const auto& group : a.groups) {
    if (!spend(1)) return;
    const auto number = b.names.find(group.name);
    if (number == NameTable::none) continue;
    for (const auto& one : group.entries) {
      for (const auto& other : b.groups[number].entries) {
        if (exhausted_) return;
        compare(conflicts, exclusive, group.name, one, other);
      }
    }
  }
}

void MergeConflicts::fields_and_fragment(Conflicts& conflicts, bool exclusive, Collected& fields,
                                         const Fragment& fragment) {
  const Depth depth(*this);
  if (!spend(1) || fields.groups.empty()) return;
  const auto [known, is_new] = fields.compared.emplace(&fragment, exclusive);
  if (!is_new) {
    if (!known->second || exclusive) return;
    known->second = exclusive;
  }
  auto& others = collect(fragment);
  if (&others == &fields) return;
  between(conflicts, exclusive, fields, others);
  for (const auto* inner : others.fragments) fields_and_fragment(conflicts, exclusive, fields, *inner);
}

void MergeConflicts::fragments(Conflicts& conflicts, bool exclusive, const Fragment& a, const Fragment& b) {
  const Depth depth(*this);
  if (!spend(2) || &a == &b) return;
  const auto [known, is_new] = compared_fragments_.emplace(std::minmax(a.index, b.index), exclusive);
  if (!is_new) {
    if (!known->second || exclusive) return;
    known->second = exclusive;
  }
  const auto& left = collect(a);
  const auto& right = collect(b);
  between(conflicts, exclusive, left, right);
  for (const auto* inner : right.fragments) fragments(conflicts, exclusive, a, *inner);
  for (const auto* inner : left.fragments) fragments(conflicts, exclusive, *inner, b);
}

MergeConflicts::Conflicts MergeConflicts::selections(bool exclusive, const Entry& a, const Entry& b) {
  const auto type_of = [](const Entry& entry) {
    return entry.definition == nullptr ? nullptr : composite(entry.definition->type->definition);
  };
  Conflicts conflicts;
  auto& left = collect(*a.field->selections, type_of(a));
  auto& right = collect(*b.field->selections, type_of(b));
  between(conflicts, exclusive, left, right);
  for (const auto* fragment : right.fragments) fields_and_fragment(conflicts, exclusive, left, *fragment);
  for (const auto* fragment : left.fragments) fields_and_fragment(conflicts, exclusive, right, *fragment);
  for (const auto* one : left.fragments) {
    for (const auto* other : right.fragments) {
      if (!exhausted_) fragments(conflicts, exclusive, *one, *other);
    }
  }
  return conflicts;
}

void MergeConflicts::compare(Conflicts& conflicts, bool exclusive, std::string_view name, const Entry& a,
                             const Entry& b) {
  const Depth depth(*this);
  if (!spend(2) || conflicts.size() >= conflicts_max) return;
  // Different object types: no object is of both, so only the shapes have to agree.
  exclusive = exclusive || (a.parent != b.parent && is_object(a.parent) && is_object(b.parent));
  const auto add = [&](std::string reason) {
    conflicts.push_back({.name = name, .reason = std::move(reason), .first = {a.field}, .second = {b.field}});
  };
  if (!exclusive) {
    const auto first = a.field->name.text;
    const auto second = b.field->name.text;
    if (first != second) {
      return add(fmt::format("\"{}\" and \"{}\" are different fields", shortened(first), shortened(second)));
    }
    if (!same_arguments(a.field->arguments, b.field->arguments)) return add("they have differing arguments");
  }
  if (a.definition != nullptr && b.definition != nullptr && shapes_conflict(*a.definition->type, *b.definition->type)) {
    return add(fmt::format("they return conflicting types \"{}\" and \"{}\"", print(*a.definition->type),
                           print(*b.definition->type)));
  }
  if (a.field->selections == nullptr || b.field->selections == nullptr) return;
  const auto inner = selections(exclusive, a, b);
  if (inner.empty()) return;
  std::string reason;
  for (const auto& conflict : inner) {
    reason += fmt::format("{}subfields \"{}\" conflict because {}", reason.empty() ? "" : " and ",
                          shortened(conflict.name), conflict.reason);
    if (reason.size() > detail_bytes_max) break;
  }
  add(shortened(reason));
  const auto keep_places = [&](std::vector<const Selection*>& places, auto side) {
    for (const auto& conflict : inner) {
      const auto& more = conflict.*side;
      const auto kept = std::min(more.size(), places_max - places.size());
      places.insert(places.end(), more.end() - static_cast<std::ptrdiff_t>(kept), more.end());
      if (places.size() == places_max) return;
    }
  };
  keep_places(conflicts.back().first, &Conflict::first);
  keep_places(conflicts.back().second, &Conflict::second);
}

bool MergeConflicts::spend(std::int64_t steps) {
  left_ -= steps;
  if (left_ < 0 || depth_ > depth_max) exhausted_ = true;
  return !exhausted_;
}

}  // namespace plaza::graphql
