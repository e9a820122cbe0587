#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plaza::graphql {

// Those of the known names that are near enough to be meant, the nearest first.
std::vector<std::string_view> near_names(std::string_view wanted, std::span<const std::string_view> known);

// " Did you mean "a", "b", or "c"?"; nothing for no names. `what` stands before them: "the enum value".
std::string did_you_mean(std::span<const std::string_view> names, std::string_view what = {});

// Orders as people do: "item2" before "item10".
bool natural_less(std::string_view a, std::string_view b);

}  // namespace plaza::graphql
