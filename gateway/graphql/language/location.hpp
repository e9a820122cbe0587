#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/graphql/language/ast.hpp"

namespace plaza::graphql {

// Line and column of a place, both counted from 1; columns in UTF-16 code units, as editors count them.
struct Location {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  bool operator==(const Location&) const = default;
};

Location locate(std::string_view source, Offset at);

}  // namespace plaza::graphql
