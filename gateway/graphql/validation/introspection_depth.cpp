#include <algorithm>
#include <array>
#include <string_view>

#include "gateway/graphql/validation/definitions.hpp"

namespace plaza::graphql {
namespace {

// Lists of lists of lists: what a client needs has two of them, and each more multiplies the answer by the schema.
constexpr std::uint32_t lists_max = 3;
constexpr std::array<std::string_view, 4> list_fields{"fields", "interfaces", "possibleTypes", "inputFields"};

class IntrospectionDepth {
 public:
  explicit IntrospectionDepth(ValidationContext& context)
      : context_(context), lists_(context.document().fragments.size()) {}

  void run(const std::vector<std::uint32_t>& order) {
    const auto& document = context_.document();
    for (const auto index : order) lists_[index] = lists_in(*document.fragments[index].selections);
    for (const auto& operation : document.operations) look_at(*operation.selections);
    for (const auto& fragment : document.fragments) look_at(*fragment.selections);
  }

 private:
  // The most lists within each other.
  [[nodiscard]] std::uint32_t lists_in(const SelectionSet& set) const {
    std::uint32_t most = 0;
    for (const auto& selection : each(set.first)) most = std::max(most, lists_in(selection));
    return most;
  }

  [[nodiscard]] std::uint32_t lists_in(const Selection& selection) const {
    if (selection.kind == SelectionKind::spread) {
      const auto* const fragment = context_.fragment(selection.name.text);
      return fragment == nullptr ? 0 : lists_[fragment->index];
    }
    const bool is_field = selection.kind == SelectionKind::field;
    const std::uint32_t own = is_field && std::ranges::count(list_fields, selection.name.text) > 0 ? 1 : 0;
    return std::min(lists_max, own + (selection.selections == nullptr ? 0 : lists_in(*selection.selections)));
  }

  void look_at(const SelectionSet& set) {
    for (const auto& selection : each(set.first)) {
      const bool introspects = selection.kind == SelectionKind::field &&
                               (selection.name.text == "__schema" || selection.name.text == "__type");
      if (introspects && lists_in(selection) >= lists_max) {
        context_.complain({selection.at}, "Maximum introspection depth exceeded");
      } else if (selection.selections != nullptr) {
        look_at(*selection.selections);
      }
    }
  }

  ValidationContext& context_;
  std::vector<std::uint32_t> lists_;  // of each fragment
};

}  // namespace

void check_introspection_depth(ValidationContext& context, const std::vector<std::uint32_t>& order) {
  IntrospectionDepth(context).run(order);
}

}  // namespace plaza::graphql
