#include <map>
#include <string_view>

#include <fmt/format.h>

#include "gateway/graphql/validation/definitions.hpp"

namespace plaza::graphql {
namespace {

void check_names(ValidationContext& context) {
  std::map<std::string_view, Offset> seen;
  for (const auto& fragment : context.document().fragments) {
    const auto [before, is_first] = seen.emplace(fragment.name.text, fragment.name.at);
    if (is_first) continue;
    context.complain({before->second, fragment.name.at},
                     fmt::format("There can be only one fragment named \"{}\".", fragment.name.text));
  }
}

void check_used(ValidationContext& context) {
  std::vector<bool> used(context.document().fragments.size());
  std::vector<const Fragment*> open;
  const auto follow = [&](const DefinitionFacts& facts) {
    for (const auto* spread : facts.spreads) {
      const auto* const fragment = context.fragment(spread->name.text);
      if (fragment == nullptr || used[fragment->index]) continue;
      used[fragment->index] = true;
      open.push_back(fragment);
    }
  };
  for (const auto& facts : context.operations) follow(facts);
  while (!open.empty()) {
    const auto* const fragment = open.back();
    open.pop_back();
    follow(context.fragments[fragment->index]);
  }
  for (const auto& fragment : context.document().fragments) {
    const auto* const named = context.fragment(fragment.name.text);
    if (used[named->index]) continue;
    context.complain({fragment.at}, fmt::format("Fragment \"{}\" is never used.", fragment.name.text));
  }
}

// The spreads of a fragment in the order in which graphql-js looks at them: those of outer selection sets first.
std::vector<const Selection*> spreads_outside_in(const SelectionSet& set) {
  std::vector<const Selection*> out;
  std::vector<const SelectionSet*> open{&set};
  while (!open.empty()) {
    const auto* const next = open.back();
    open.pop_back();
    for (const auto& selection : each(next->first)) {
      if (selection.kind == SelectionKind::spread) {
        out.push_back(&selection);
      } else if (selection.selections != nullptr) {
        open.push_back(selection.selections);
      }
    }
  }
  return out;
}

// Goes through all fragments depth first, without recursion: the chain may be as long as the document.
class Cycles {
 public:
  explicit Cycles(ValidationContext& context)
      : context_(context),
        visited_(context.document().fragments.size()),
        depth_(context.document().fragments.size(), outside) {}

  std::vector<std::uint32_t> run() {
    for (const auto& fragment : context_.document().fragments) {
      enter(fragment);
      while (!path_.empty()) step();
    }
    return std::move(order_);
  }

 private:
  static constexpr std::size_t outside = ~std::size_t{0};
  // How many of a cycle's fragments are told by name.
  static constexpr std::size_t shown_max = 20;

  struct Level {
    const Fragment* fragment;
    std::vector<const Selection*> spreads;
    std::size_t next = 0;
  };

  void enter(const Fragment& fragment) {
    if (visited_[fragment.index]) return;
    visited_[fragment.index] = true;
    depth_[fragment.index] = path_.size();
    path_.push_back({.fragment = &fragment, .spreads = spreads_outside_in(*fragment.selections)});
  }

  void step() {
    auto& level = path_.back();
    if (level.next == level.spreads.size()) {
      depth_[level.fragment->index] = outside;
      order_.push_back(level.fragment->index);
      path_.pop_back();
      return;
    }
    const auto* const spread = level.spreads[level.next++];
    const auto* const fragment = context_.fragment(spread->name.text);
    if (fragment == nullptr) return;
    if (depth_[fragment->index] == outside) {
      enter(*fragment);
    } else {
      report(depth_[fragment->index], spread->name.text);
    }
  }

  void report(std::size_t begin, std::string_view name) {
    if (context_.full()) return;
    std::vector<Offset> at;
    std::string via;
    for (auto i = begin; i < path_.size(); ++i) {
      const auto* const spread = path_[i].spreads[path_[i].next - 1];
      at.push_back(spread->at);
      if (i + 1 == path_.size() || at.size() > shown_max) continue;
      via += fmt::format("{}\"{}\"", via.empty() ? "" : ", ", spread->name.text);
    }
    if (at.size() > shown_max) at.resize(shown_max);
    context_.complain(std::move(at), fmt::format("Cannot spread fragment \"{}\" within itself{}{}.", name,
                                                 via.empty() ? "" : " via ", via));
  }

  ValidationContext& context_;
  std::vector<bool> visited_;
  std::vector<std::size_t> depth_;  // where in the path a fragment stands
  std::vector<Level> path_;
  std::vector<std::uint32_t> order_;
};

}  // namespace

std::vector<std::uint32_t> check_fragments(ValidationContext& context) {
  if (context.document().fragments.empty()) return {};
  check_names(context);
  check_used(context);
  return Cycles(context).run();
}

}  // namespace plaza::graphql
