#pragma once

#include <array>
#include <string>
#include <string_view>

#include "platform/core/clock.hpp"
#include "platform/http/server.hpp"

namespace plaza::telemetry {

// Longer targets are cut in the access log.
constexpr std::size_t access_target_bytes_max = 2048;

// Writes the lines of the access log, JSON objects of the same form as the log's other lines: "message" is "request".
// Each request has one, so it keeps what does not change from line to line. Lives on one worker.
class AccessLines {
 public:
  explicit AccessLines(std::string_view service);

  // Appends one line with its '\n'.
  void append(std::string& out, const http::Exchange& exchange);

 private:
  void set_time(SystemTime time);

  SystemTime time_{};
  std::string begin_;  // up to the method, with the text of time_ in it
};

}  // namespace plaza::telemetry
