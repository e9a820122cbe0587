#pragma once

#include <cstddef>
#include <string_view>

#include "gateway/graphql/language/arena.hpp"

// What strings hold (September 2025, 2.9.4).
namespace plaza::graphql {

struct Escape {
  char32_t code = 0;
  std::size_t bytes = 0;           // of the text that stands for it; 0: it is no escape
  std::size_t complain_units = 0;  // then, how many UTF-16 code units to show
  bool unicode = false;            // whether it began as one of \u
};

// The escape that `text` begins with; its first character is the backslash. A pair of surrogates is one escape.
Escape read_escape(std::string_view text);

// The value of a block string, from what stands between its quotes: without the indentation that its lines share, and
// without the blank lines around it.
std::string_view block_string_value(std::string_view raw, Arena& arena);

}  // namespace plaza::graphql
