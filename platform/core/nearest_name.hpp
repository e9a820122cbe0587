#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plaza {

// The candidate that `name` was probably meant to be: fewest edits (Damerau-Levenshtein, restricted), at most a third
// of the name's length, ignoring case. Nothing when none is that near. For messages about unknown names.
std::optional<std::string> nearest_name(std::string_view name, std::span<const std::string> candidates);

}  // namespace plaza
