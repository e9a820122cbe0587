#include "gateway/graphql/validation/limits.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include <fmt/format.h>

namespace plaza::graphql {
namespace {

// Counts stop here: forty fragments that each spread the next one twice are 2^40 fields.
constexpr std::uint64_t count_max = 1'000'000'000;

struct Counts {
  std::uint64_t depth = 0;
  std::uint64_t fields = 0;
  std::uint64_t outer_fields = 0;  // not within others
  std::uint64_t aliases = 0;
  std::uint64_t directives = 0;
  std::uint64_t spreads = 0;  // within each other

  // What stands beside.
  void add(const Counts& other) {
    depth = std::max(depth, other.depth);
    fields = std::min(count_max, fields + other.fields);
    outer_fields = std::min(count_max, outer_fields + other.outer_fields);
    aliases = std::min(count_max, aliases + other.aliases);
    directives = std::min(count_max, directives + other.directives);
    spreads = std::max(spreads, other.spreads);
  }
};

class LimitCheck {
 public:
  LimitCheck(const Document& document, const QueryLimits& limits)
      : limits_(limits), fragments_(document.fragments.size()) {
    for (const auto& fragment : document.fragments) names_.emplace(fragment.name.text, fragment.index);
  }

  void look_at(const Fragment& fragment) {
    fragments_[fragment.index] = count(*fragment.selections);
    fragments_[fragment.index].directives += directives(fragment.directives);
  }

  void look_at(const Operation& operation) {
    auto counts = count(*operation.selections);
    counts.directives += directives(operation.directives);
    for (const auto& variable : each(operation.variables)) {
      counts.directives += directives(variable.directives);
      if (variable.default_value != nullptr) look_at(*variable.default_value);
    }
    check(operation, "is {} fields deep", counts.depth, limits_.depth_max, "depth_max");
    check(operation, "has {} fields", counts.fields, limits_.fields_max, "fields_max");
    check(operation, "has {} root fields", counts.outer_fields, limits_.root_fields_max, "root_fields_max");
    check(operation, "has {} aliases", counts.aliases, limits_.aliases_max, "aliases_max");
    check(operation, "has {} directives", counts.directives, limits_.directives_max, "directives_max");
    check(operation, "spreads fragments within {} others", counts.spreads, limits_.spreads_max, "spreads_max");
  }

  std::vector<ValidationError> take_errors() { return std::move(errors_); }

 private:
  Counts count(const SelectionSet& set) {
    Counts all;
    for (const auto& selection : each(set.first)) all.add(count(selection));
    return all;
  }

  Counts count(const Selection& selection) {
    Counts counts;
    if (selection.kind == SelectionKind::spread) {
      const auto found = names_.find(selection.name.text);
      if (found != names_.end()) counts = fragments_[found->second];
      counts.spreads += 1;
    } else if (selection.selections != nullptr) {
      counts = count(*selection.selections);
    }
    if (selection.kind == SelectionKind::field) {
      for (const auto& argument : each(selection.arguments)) look_at(*argument.value);
      counts.depth += 1;
      counts.fields += 1;
      counts.outer_fields = 1;
      counts.aliases += selection.alias.empty() ? 0 : 1;
    }
    counts.directives += directives(selection.directives);
    return counts;
  }

  static std::uint64_t directives(const Directive* first) {
    std::uint64_t count = 0;
    for (const auto* directive = first; directive != nullptr; directive = directive->next) ++count;
    return count;
  }

  void look_at(const Value& value) {
    std::uint32_t items = 0;
    for (const auto& item : each(value.first)) {
      ++items;
      look_at(item);
    }
    if (value.kind == ValueKind::list && items > limits_.list_items_max) {
      errors_.push_back({.message = fmt::format("The list has {} items, more than {}.", items, limits_.list_items_max),
                         .at = {value.at},
                         .limit = "list_items_max"});
    }
  }

  void check(const Operation& operation, fmt::format_string<std::uint64_t&> what, std::uint64_t count,
             std::uint32_t most, std::string_view limit) {
    if (count <= most) return;
    errors_.push_back({.message = fmt::format("The operation {}, more than {}.", fmt::format(what, count), most),
                       .at = {operation.at},
                       .limit = limit});
  }

  const QueryLimits& limits_;
  std::vector<Counts> fragments_;
  std::map<std::string_view, std::uint32_t> names_;
  std::vector<ValidationError> errors_;
};

}  // namespace

std::vector<ValidationError> check_limits(const Document& document, const std::vector<std::uint32_t>& order,
                                          const QueryLimits& limits) {
  LimitCheck check(document, limits);
  for (const auto index : order) check.look_at(document.fragments[index]);
  for (const auto& operation : document.operations) check.look_at(operation);
  return check.take_errors();
}

}  // namespace plaza::graphql
