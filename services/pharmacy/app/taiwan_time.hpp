#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/core/clock.hpp"

namespace plaza::pharmacy {

// Taiwan is 8 hours ahead of UTC all year round.
constexpr std::chrono::hours taiwan_offset{8};

// The feed's own form of a time, "2020/02/14 14:16:05" in Taiwan. Exactly that: nothing for other forms, or for a day
// or time that does not exist.
std::optional<SystemTime> parse_taiwan_time(std::string_view text);

// The same form back; parts of a second are cut off.
std::string format_taiwan_time(SystemTime time);

}  // namespace plaza::pharmacy
