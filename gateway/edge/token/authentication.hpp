#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "gateway/edge/token/key_store.hpp"
#include "gateway/edge/token/options.hpp"
#include "gateway/edge/token/token_cache.hpp"
#include "platform/core/clock.hpp"
#include "platform/http/server.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::gateway::token {

// Finds out who asks, from `Authorization: Bearer TOKEN` (RFC 6750, 2.1). A request without a token, or with
// credentials of another scheme, stays anonymous; one with a token that is not accepted is answered here, whatever it
// asks for. Counted in `token_checks_total{result}`.
class Authentication final : public http::Filter {
 public:
  // `slots`: one for each worker that serves requests, the background one included. Keys, clock and metrics outlive it.
  Authentication(const Options& options, const KeyStore& keys, const Clock& clock, std::size_t slots,
                 telemetry::Metrics& metrics);

  std::optional<http::Response> before(http::Request& request) override;
  // A token is looked at each time: it expires, and its key may be withdrawn.
  [[nodiscard]] bool repeats(const http::Request& request) const override {
    return request.message().count(http::Field::authorization) == 0;
  }

 private:
  // What a worker has to itself.
  struct Slot {
    KeyStore::Held held;
    TokenCache cache;
  };
  Checked<const Identity*> identify(Slot& slot, std::size_t index, std::string_view token, VerifiedToken& fresh);

  const std::size_t token_bytes_max_;
  const ClaimRules rules_;
  const KeyStore& keys_;
  const Clock& clock_;
  std::vector<std::unique_ptr<Slot>> slots_;
  telemetry::Counter& cached_;
  telemetry::Counter& verified_;
  std::array<telemetry::Counter*, refusals.size()> refused_{};
};

}  // namespace plaza::gateway::token
