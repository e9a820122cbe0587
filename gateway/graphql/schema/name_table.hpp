#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "gateway/graphql/language/ast.hpp"

namespace plaza::graphql {

// Finds a number by a name: fields of a type, types of a schema. The names outlive it.
class NameTable {
 public:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  // The first of a name stays.
  void add(std::string_view name, std::uint32_t number) {
    if (2 * (count_ + 1) > slots_.size()) grow();
    place(name, number);
  }

  [[nodiscard]] std::uint32_t find(std::string_view name) const {
    if (slots_.empty()) return none;
    const auto mask = slots_.size() - 1;
    for (auto at = hash_name(name) & mask;; at = (at + 1) & mask) {
      const auto& slot = slots_[at];
      if (slot.number == none || slot.name == name) return slot.number;
    }
  }

 private:
  struct Slot {
    std::string_view name;
    std::uint32_t number = none;
  };

  void place(std::string_view name, std::uint32_t number) {
    const auto mask = slots_.size() - 1;
    auto at = hash_name(name) & mask;
    while (slots_[at].number != none) {
      if (slots_[at].name == name) return;
      at = (at + 1) & mask;
    }
    slots_[at] = {.name = name, .number = number};
    ++count_;
  }

  void grow() {
    auto old = std::move(slots_);
    slots_.assign(std::bit_ceil(4 * (count_ + 1)), Slot{});
    count_ = 0;
    for (const auto& slot : old) {
      if (slot.number != none) place(slot.name, slot.number);
    }
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

}  // namespace plaza::graphql
