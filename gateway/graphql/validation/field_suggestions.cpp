#include "gateway/graphql/validation/field_suggestions.hpp"

#include <algorithm>
#include <vector>

#include "gateway/graphql/schema/suggestions.hpp"

namespace plaza::graphql {
namespace {

struct Candidate {
  const NamedType* type;
  std::size_t uses;  // how many of the possible types have the field through it
};

void count(std::vector<Candidate>& candidates, const NamedType* type) {
  const auto known = std::ranges::find(candidates, type, &Candidate::type);
  if (known == candidates.end()) {
    candidates.push_back({type, 1});
  } else {
    ++known->uses;
  }
}

std::vector<std::string_view> types_with(const NamedType& parent, std::string_view wanted) {
  std::vector<Candidate> candidates;
  for (const auto* possible : parent.possible) {
    if (possible->field(wanted) == nullptr) continue;
    count(candidates, possible);
    for (const auto* interface : possible->interfaces) {
      if (interface->field(wanted) != nullptr) count(candidates, interface);
    }
  }
  std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
    if (a.uses != b.uses) return a.uses > b.uses;
    // What stands above others comes before them.
    const bool first = a.type->kind == TypeKind::interface;
    const bool second = b.type->kind == TypeKind::interface;
    if (first != second) return first;
    return natural_less(a.type->name, b.type->name);
  });
  std::vector<std::string_view> names;
  names.reserve(candidates.size());
  for (const auto& candidate : candidates) names.emplace_back(candidate.type->name);
  return names;
}

}  // namespace

std::string suggest_field(const NamedType& parent, std::string_view wanted) {
  if (parent.is_abstract()) {
    const auto types = types_with(parent, wanted);
    if (!types.empty()) return did_you_mean(types, "to use an inline fragment on");
  }
  std::vector<std::string_view> names;
  names.reserve(parent.fields.size());
  for (const auto& field : parent.fields) names.emplace_back(field.name);
  return did_you_mean(near_names(wanted, names));
}

}  // namespace plaza::graphql
