#pragma once

#include <string>
#include <string_view>

#include "platform/core/error.hpp"

namespace plaza::booking {

inline constexpr std::int32_t page_default = 20;
inline constexpr std::int32_t page_max = 100;

// Where a page begins: behind `after`, a booking's id or a station's name, or at the start.
struct Page {
  std::size_t size = page_default;
  std::string after;
};

// Errors: invalid_argument with the fields that fail.
Result<Page> page(std::int32_t size, std::string_view cursor);

// Opaque text for the place behind `last`.
std::string make_cursor(std::string_view last);

}  // namespace plaza::booking
