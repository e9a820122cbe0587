#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "gateway/graphql/schema/coercion.hpp"
#include "gateway/graphql/schema/schema.hpp"

namespace plaza::graphql {

// What an operation may cost at most: calls to services, and objects in lists.
struct Cost {
  std::uint64_t calls = 0;
  std::uint64_t items = 0;

  bool operator==(const Cost&) const = default;
};

// The parts of an operation that its cost depends on: fields that call services, and fields that give lists. Made once
// for a document; the variables of each request turn it into figures. Types that exclude each other are all counted.
class CostModel {
 public:
  CostModel(const Schema& schema, const Document& document, const Operation& operation);

  [[nodiscard]] Cost cost(const VariableValues& variables) const;
  // Whether it waits for something, and for nothing but what is the same for everybody.
  [[nodiscard]] bool same_for_all() const { return waits_ && same_for_all_; }

 private:
  struct Node {
    std::uint32_t calls;
    bool batched;
    bool sized;
    std::uint32_t items;        // when no argument says
    std::string_view variable;  // whose value says how many; empty: `items` do
    std::uint32_t end;          // behind the last node within this one
  };

  void add(const SelectionSet& set, const NamedType* type);
  void add_field(const Selection& selection, const Field& field);
  void count(std::uint32_t begin, std::uint32_t end, std::uint64_t objects, const VariableValues& variables,
             Cost& cost) const;

  const Schema& schema_;
  const Document& document_;
  std::vector<Node> nodes_;
  bool waits_ = false;
  bool same_for_all_ = true;
};

}  // namespace plaza::graphql
