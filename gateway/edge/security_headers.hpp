#pragma once

#include <string>

#include "platform/core/config.hpp"
#include "platform/http/server.hpp"

namespace plaza::gateway {

struct SecurityOptions {
  bool hsts = false;

  void describe(config::Section section);
};

// The fields that tell browsers to be careful. Data may be read by other origins (it is a public API) but never run,
// framed or taken for something else; pages load nothing from elsewhere and run no scripts. An answer that brings a
// policy of its own keeps it.
class SecurityHeaders final : public http::Filter {
 public:
  explicit SecurityHeaders(const SecurityOptions& options);

  void after(const http::Request& request, http::Response& response) override;
  [[nodiscard]] bool repeats(const http::Request&) const override { return true; }

 private:
  std::string data_block_;
  std::string page_block_;
};

}  // namespace plaza::gateway
