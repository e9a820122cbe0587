#include "gateway/description/names.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "platform/core/nearest_name.hpp"

namespace plaza::gateway {

bool names_field(std::string_view given, std::string_view name) {
  if (given == name) return true;
  // Takes `c` off the front of what was given.
  const auto take = [&given](char c) {
    if (!given.starts_with(c)) return false;
    given.remove_prefix(1);
    return true;
  };
  return std::ranges::all_of(name,
                             [&](char c) {
                               if (c < 'A' || c > 'Z') return take(c);
                               return take('_') && take(static_cast<char>(c - 'A' + 'a'));
                             }) &&
         given.empty();
}

std::string unknown_name(std::string_view given, std::string_view what, std::span<const std::string> known) {
  const auto nearest = nearest_name(given, known);
  return nearest ? fmt::format("is not {}; did you mean {}?", what, *nearest) : fmt::format("is not {}", what);
}

std::string child_pointer(std::string_view parent, std::string_view step) {
  std::string pointer(parent);
  pointer.push_back('/');
  for (const char c : step) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer.push_back(c);
    }
  }
  return pointer;
}

}  // namespace plaza::gateway
