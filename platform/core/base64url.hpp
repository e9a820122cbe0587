#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plaza {

// RFC 4648, 5, without padding.
std::string base64url(std::span<const std::uint8_t> bytes);
std::string base64url(std::string_view bytes);

// Nothing for padding and other characters outside the alphabet, for a length that cannot be, and for unused bits that
// are not 0: every byte sequence has exactly one text.
std::optional<std::vector<std::uint8_t>> parse_base64url(std::string_view text);

}  // namespace plaza
