#include "gateway/graphql/language/location.hpp"

#include <algorithm>

#include "gateway/graphql/language/utf8.hpp"

namespace plaza::graphql {

Location locate(std::string_view source, Offset at) {
  Location location;
  std::size_t line_begin = 0;
  const auto end = std::min<std::size_t>(at, source.size());
  for (std::size_t i = 0; i < end; ++i) {
    if (source[i] != '\n' && source[i] != '\r') continue;
    if (source[i] == '\r' && i + 1 < source.size() && source[i + 1] == '\n') {
      if (i + 1 >= end) break;
      ++i;
    }
    ++location.line;
    line_begin = i + 1;
  }
  location.column = 1 + static_cast<std::uint32_t>(utf16_length(source.substr(line_begin, end - line_begin)));
  return location;
}

}  // namespace plaza::graphql
