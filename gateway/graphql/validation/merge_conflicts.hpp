#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/graphql/validation/context.hpp"

namespace plaza::graphql {

// The slow half of "fields can be merged" (September 2025, 5.3.2), for documents that the quick half does not pass: all
// pairs of fields that could meet, with those of types that exclude each other told apart. Pairs of selection sets and
// of fragments are compared once. What is left of the square has a budget; a document that uses it up is refused.
class MergeConflicts {
 public:
  explicit MergeConflicts(ValidationContext& context) : context_(context) {}

  void run();

 private:
  // Steps, each of a few dozen nanoseconds.
  static constexpr std::int64_t budget = 500'000;
  // As many as anybody is told of at one place.
  static constexpr std::size_t conflicts_max = 101;
  // How deep comparisons go into each other; they use the stack.
  static constexpr int depth_max = 400;

  struct Entry {
    const NamedType* parent;
    const Selection* field;
    const Field* definition;
  };
  struct Group {
    std::string_view name;
    std::vector<Entry> entries;
  };
  // The fields of a selection set by their names in the answer, without those behind spreads, and the spreads.
  struct Collected {
    std::vector<Group> groups;
    NameTable names;
    std::vector<const Fragment*> fragments;
    std::map<const Fragment*, bool> compared;  // with which fragments, and whether only as exclusive ones
  };
  struct Conflict {
    std::string_view name;
    std::string reason;
    std::vector<const Selection*> first;
    std::vector<const Selection*> second;
  };
  using Conflicts = std::vector<Conflict>;

  void visit(const SelectionSet& set, const NamedType* type);
  void check(const SelectionSet& set, const NamedType* type);
  void report(const Conflict& conflict);

  Collected& collect(const SelectionSet& set, const NamedType* type);
  Collected& collect(const Fragment& fragment);
  void collect(const SelectionSet& set, const NamedType* type, Collected& out);

  void within(Conflicts& conflicts, const Collected& fields);
  void between(Conflicts& conflicts, bool exclusive, const Collected& a, const Collected& b);
  void fields_and_fragment(Conflicts& conflicts, bool exclusive, Collected& fields, const Fragment& fragment);
  void fragments(Conflicts& conflicts, bool exclusive, const Fragment& a, const Fragment& b);
  Conflicts selections(bool exclusive, const Entry& a, const Entry& b);
  void compare(Conflicts& conflicts, bool exclusive, std::string_view name, const Entry& a, const Entry& b);

  // False when there is no budget left, or when comparisons go too deep; then everything ends.
  bool spend(std::int64_t steps);
  class Depth;

  ValidationContext& context_;
  std::int64_t left_ = budget;
  int depth_ = 0;
  bool exhausted_ = false;
  std::map<std::pair<std::uint32_t, const NamedType*>, std::unique_ptr<Collected>> collected_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> compared_fragments_;
};

inline void find_merge_conflicts(ValidationContext& context) {
  MergeConflicts(context).run();
}

}  // namespace plaza::graphql
