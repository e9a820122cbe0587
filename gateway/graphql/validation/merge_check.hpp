#pragma once

#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include "gateway/graphql/validation/context.hpp"

namespace plaza::graphql {

// The quick half of "fields can be merged" (September 2025, 5.3.2). It merges as execution does: all selections behind
// one name of the answer become one set, set by set, and each set is looked at once. It passes only when fields of one
// name are the same field with the same arguments, wherever they stand; so what passes has no conflict, and what does
// not pass may still have none (fields of types that exclude each other).
//
// A set of one selection is known by its number; unions of several are few in documents that people write. Whoever
// makes many of them runs into `fields_max` and is left to the slow half, which has a budget too.
class MergeCheck {
 public:
  explicit MergeCheck(const ValidationContext& context);

  [[nodiscard]] bool passes();

 private:
  static constexpr std::uint32_t fields_max = 200'000;
  static constexpr std::uint32_t nothing = ~std::uint32_t{0};

  struct Part {
    const SelectionSet* set;
    const NamedType* type;  // null: unknown
  };
  struct Group {
    std::string_view name;
    const Selection* field;
    const Field* definition;
    std::uint32_t first_part;  // in inner_
    std::uint32_t last_part;
  };
  struct InnerPart {
    Part part;
    std::uint32_t next;
  };
  // A span of parts_ whose selections end up in one place.
  struct Set {
    std::uint32_t begin;
    std::uint32_t end;
  };

  void add_root(const SelectionSet& set, const NamedType* type);
  bool run();
  bool look_at(Set set);
  bool expand(const Part& part);
  bool merge(const Selection& field, const NamedType* type);
  void follow_groups();
  void follow_union(const Group& group);
  Group& group_of(const Selection& field, const Field* definition, bool& is_new);
  void grow_table();

  const ValidationContext& context_;
  std::uint32_t fields_ = 0;
  std::vector<Part> parts_;
  std::vector<Set> open_;
  std::vector<bool> seen_sets_;  // by SelectionSet::index, of sets that stand alone
  std::set<std::vector<std::uint32_t>> seen_unions_;
  // Of the set that is looked at:
  std::uint32_t round_ = 0;
  std::vector<std::uint32_t> spread_in_round_;  // by fragment
  std::vector<Part> expanding_;
  std::vector<Group> groups_;
  std::vector<InnerPart> inner_;
  struct TableSlot {
    std::uint32_t round = 0;
    std::uint32_t group = 0;
  };
  std::vector<TableSlot> table_;
};

}  // namespace plaza::graphql
