#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "gateway/graphql/language/ast.hpp"

namespace plaza::graphql {

// Calls `report` with every name that stands more than once in a list, and with all its places. Most lists have a few
// nodes: they are compared without any memory.
template <class Node, class NameOf, class Report>
void for_duplicates(const Node* first, NameOf&& name_of, Report&& report) {
  constexpr int few = 16;
  int count = 0;
  bool suspicious = false;
  for (const auto* node = first; node != nullptr && count <= few; node = node->next, ++count) {
    for (const auto* other = first; other != node && !suspicious; other = other->next) {
      suspicious = name_of(*other).text == name_of(*node).text;
    }
  }
  if (count <= few && !suspicious) return;
  std::map<std::string_view, std::vector<Offset>> places;
  for (const auto& node : each(first)) places[name_of(node).text].push_back(name_of(node).at);
  for (auto& [name, at] : places) {
    if (at.size() > 1) report(name, std::move(at));
  }
}

}  // namespace plaza::graphql
