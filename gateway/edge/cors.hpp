#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/core/config.hpp"
#include "platform/http/router.hpp"
#include "platform/http/server.hpp"

namespace plaza::gateway {

struct CorsOptions {
  std::vector<std::string> origins{"*"};
  std::chrono::milliseconds preflight_max_age{600'000};

  void describe(config::Section section);
};

// Cross-origin resource sharing (https://fetch.spec.whatwg.org/#http-cors-protocol): pages of the origins listed may
// read what the gateway answers; "*" lets those of any origin. Credentials of browsers (cookies) are never part of it:
// tokens travel in the Authorization header. Answers preflights of known addresses.
class Cors final : public http::Filter {
 public:
  // `router` must outlive it.
  Cors(const http::Router& router, const CorsOptions& options);

  std::optional<http::Response> before(http::Request& request) override;
  void after(const http::Request& request, http::Response& response) override;
  [[nodiscard]] bool repeats(const http::Request&) const override { return true; }

 private:
  [[nodiscard]] bool admits(std::string_view origin) const;

  const http::Router& router_;
  std::vector<std::string> origins_;
  bool any_;
  std::string preflight_block_;
};

}  // namespace plaza::gateway
