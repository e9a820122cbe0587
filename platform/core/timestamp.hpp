#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "platform/core/clock.hpp"

namespace plaza {

// "2021-08-03T02:53:25Z"; with milliseconds when they are not zero ("…25.120Z"). RFC 3339, UTC.
std::string format_rfc3339(SystemTime time);
void append_rfc3339(std::string& out, SystemTime time);

// The same into `out`, which has room for rfc3339_bytes_max; returns the end of what was written. Times outside the
// years 0000 to 9999, which the format cannot express, are written as the nearest one inside.
constexpr std::size_t rfc3339_bytes_max = 24;
char* write_rfc3339(char* out, SystemTime time);

// An RFC 3339 date-time with any offset ("2021-08-03T10:53:25+08:00", "…Z", lower-case t and z, fractions cut to
// milliseconds). Nothing when it is not one, or names a day that does not exist. A leap second counts as the next
// second.
std::optional<SystemTime> parse_rfc3339(std::string_view text);

// "Tue, 03 Aug 2021 02:53:25 GMT", as HTTP writes dates (RFC 9110, 5.6.7).
std::string format_http_date(SystemTime time);

}  // namespace plaza
