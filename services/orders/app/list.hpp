#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/core/error.hpp"
#include "platform/core/uuid.hpp"

namespace plaza::orders {

inline constexpr std::int32_t page_default = 20;
inline constexpr std::int32_t page_max = 100;

// Where a page begins, newest first: behind the order `after`, or at the newest.
struct Page {
  std::int32_t size = page_default;
  std::optional<Uuid> after;
};

// Errors: invalid_argument with the fields that fail.
Result<Page> page(std::int32_t size, std::string_view cursor);

// Opaque text for the place behind an order. Whose orders they are is not in it: that is who asks.
std::string make_cursor(const Uuid& last);

}  // namespace plaza::orders
