#pragma once

#include <cstdint>
#include <string_view>

namespace plaza::resilience {

// Who is shed first: batch (exports, checks of many invoices), then people, and health checks last, so that an
// overloaded process is not taken for a dead one.
enum class Priority : std::uint8_t { batch, interactive, health };
inline constexpr std::size_t priority_count = 3;
std::string_view to_string(Priority priority);

}  // namespace plaza::resilience
