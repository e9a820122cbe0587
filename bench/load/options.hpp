#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace plaza::bench {

// What a run of the load does.
struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  std::string requests_file{};  // a request a line: "GET /path" or "POST /path BODY"; they are sent in turn
  std::uint32_t connections = 50;
  std::uint32_t pipeline = 1;  // requests sent at once on a connection; only without a rate
  double rate = 0;             // requests a second, whatever the server does; 0: the next when one is answered
  double seconds = 5;
  double warmup_seconds = 0.5;  // sent before, and not counted
  double timeout_seconds = 5;   // an answer that takes longer is given up
  double wait_seconds = 1;      // with a rate: a request finds a free connection within this, or is not sent
};

// The bytes of each request of a file's text. An error names the line that is none.
std::expected<std::vector<std::string>, std::string> read_requests(std::string_view text, const Options& options);

}  // namespace plaza::bench
