#pragma once

#include <string_view>

#include "platform/http/server.hpp"

namespace plaza::gateway {

// Whether a Priority field (RFC 9218) tells that the answer can wait: an urgency of 6 or 7, "u=7".
bool can_wait(std::string_view priority);

// Marks requests whose clients say that they can wait: exports, prefetches. They are the first to be shed.
class Urgency final : public http::Filter {
 public:
  std::optional<http::Response> before(http::Request& request) override {
    request.context.background = can_wait(request.header("Priority"));
    return std::nullopt;
  }
  [[nodiscard]] bool repeats(const http::Request&) const override { return true; }
};

}  // namespace plaza::gateway
