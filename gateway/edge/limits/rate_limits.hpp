#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/edge/limits/client_address.hpp"
#include "gateway/edge/limits/rate_limiter.hpp"
#include "gateway/edge/limits/rate_policies.hpp"
#include "platform/core/clock.hpp"
#include "platform/http/server.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::gateway {

// How much each client may ask for: 429 above it. A client is the `sub` of its token, or its address. Every answer of a
// limited route says what is left, as draft-ietf-httpapi-ratelimit-headers-10 has it (RateLimit-Policy, RateLimit) and
// as older clients know it (RateLimit-Limit, -Remaining, -Reset). Counted in `rate_limited_total{policy}`.
// Stands behind Authentication.
class RateLimits final : public http::Filter {
 public:
  // `slots`: one for each worker that serves requests. All that is referred to outlives it. Throws
  // std::invalid_argument for options that change() refuses.
  // `make_limiter`: where a policy counts; in this process if it is not given.
  RateLimits(const RateLimitsOptions& options, ClientAddress addresses, std::vector<LimitedRoute> limited,
             const Clock& clock, std::size_t slots, telemetry::Metrics& metrics, MakeRateLimiter make_limiter = {});
  ~RateLimits() override;

  // Other limits from now on; what clients have taken stays taken. From any thread. Bad ones change nothing.
  [[nodiscard]] Result<void> change(const RateLimitsOptions& options);

  // Takes from what the client of a request has left, for what the request does beyond being one: the operations of a
  // batch, the changes that one body asks for. The error is the one of a 429.
  [[nodiscard]] Result<void> take(const http::Request& request, RateClass kind, std::size_t count);

  std::optional<http::Response> before(http::Request& request) override;
  void after(const http::Request& request, http::Response& response) override;
  // Where nothing is counted.
  [[nodiscard]] bool repeats(const http::Request& request) const override { return !request.rate_limit.policy; }

 private:
  struct Policy;
  struct Slot;

  void refresh(Slot& slot);

  const ClientAddress addresses_;
  const std::vector<LimitedRoute> limited_;
  const Clock& clock_;
  telemetry::Metrics& metrics_;
  const MakeRateLimiter make_limiter_;
  std::atomic<std::uint64_t> version_ = 0;
  std::mutex mutex_;  // for the next two
  std::shared_ptr<const RatePolicies> policies_;
  std::map<std::string, std::unique_ptr<RateLimiter>> limiters_;  // by policy; kept, so that nobody holds a lost one
  std::vector<std::unique_ptr<Slot>> slots_;
};

}  // namespace plaza::gateway
