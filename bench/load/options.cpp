#include "bench/load/options.hpp"

#include <fmt/format.h>

namespace plaza::bench {

std::expected<std::vector<std::string>, std::string> read_requests(std::string_view text, const Options& options) {
  std::vector<std::string> requests;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.empty()) continue;
    const auto method = line.substr(0, line.find(' '));
    const auto rest = line.substr(std::min(method.size() + 1, line.size()));
    const auto target = rest.substr(0, rest.find(' '));
    if (method.empty() || !target.starts_with('/')) return std::unexpected(fmt::format("no request: {}", line));
    auto request = fmt::format("{} {} HTTP/1.1\r\nHost: {}:{}\r\n", method, target, options.host, options.port);
    if (target.size() < rest.size()) {
      const auto body = rest.substr(target.size() + 1);
      request += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
    } else {
      request += "\r\n";
    }
    requests.push_back(std::move(request));
  }
  if (requests.empty()) return std::unexpected("there is no request in the file");
  return requests;
}

}  // namespace plaza::bench
