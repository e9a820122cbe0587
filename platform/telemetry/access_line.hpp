#pragma once

#include <string>
#include <string_view>

#include "platform/core/clock.hpp"
#include "platform/http/server.hpp"

namespace plaza::telemetry {

// Longer targets are cut in the access log.
constexpr std::size_t access_target_bytes_max = 2048;

// Appends one line of the access log, a JSON object and '\n', of the same form as the log's other lines: "message" is
// "request". `time` is when the request ended.
void append_access_line(std::string& out, SystemTime time, std::string_view service, const http::Exchange& exchange);

}  // namespace plaza::telemetry
