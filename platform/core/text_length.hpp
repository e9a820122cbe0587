#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace plaza {

// How many characters (Unicode code points) a text for people has. Nothing when it is not UTF-8 (RFC 3629), or has
// control characters (U+0000 to U+001F, U+007F to U+009F): no name, address or note needs them.
std::optional<std::size_t> text_length(std::string_view text);

}  // namespace plaza
