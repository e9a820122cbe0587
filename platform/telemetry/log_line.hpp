#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

#include "platform/core/clock.hpp"
#include "platform/core/trace_context.hpp"
#include "platform/telemetry/log.hpp"

namespace plaza::telemetry {

// A message or a text attribute beyond this is cut, and ends with "…".
constexpr std::size_t log_text_bytes_max = std::size_t{8} * 1024;

// Appends `time` as RFC 3339 with always three digits of milliseconds, so that lines sort as text.
void append_log_time(std::string& out, SystemTime time);

// Appends one line of the log, a JSON object and '\n': time, level, service, message, the attributes, and the trace's
// ids when there is a valid one.
void append_log_line(std::string& out, SystemTime time, Level level, std::string_view service, std::string_view message,
                     std::initializer_list<Attribute> attributes, const TraceContext* trace);

}  // namespace plaza::telemetry
