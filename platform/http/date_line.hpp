#pragma once

#include <chrono>
#include <string>

#include "platform/core/clock.hpp"
#include "platform/core/timestamp.hpp"

namespace plaza::http {

// The Date field of answers, written anew once a second. Lives on one worker.
class DateLine {
 public:
  const std::string& at(SystemTime now) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second != second_ || line_.empty()) {
      second_ = second;
      line_ = "Date: " + format_http_date(now) + "\r\n";
    }
    return line_;
  }

 private:
  std::chrono::sys_seconds second_{};
  std::string line_;
};

}  // namespace plaza::http
