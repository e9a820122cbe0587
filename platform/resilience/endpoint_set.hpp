#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/resilience/endpoint.hpp"
#include "platform/resilience/permit.hpp"
#include "platform/resilience/random_source.hpp"

namespace plaza::resilience {

struct EndpointSetOptions {
  std::uint32_t endpoints_max = 256;
  double panic_share = 0.3;
  LoadOptions load{};
  OutlierOptions outlier{};
  HealthCheckOptions health{};

  void describe(config::Section section);
};

// The endpoints of one service, and which of them the next call goes to: two of the eligible drawn at random, and of
// these the one that costs less. Eligible is what its health checks call healthy and its own calls have not ejected.
// When that leaves fewer than `panic_share` of all, something is wrong with the judgement (or all are in trouble, and
// the few should not carry everything): then all are eligible. Lives on one worker.
class EndpointSet {
 public:
  using EndpointPtr = std::shared_ptr<Endpoint>;
  using Token = EndpointPtr;
  using Lease = Permit<EndpointSet, Token>;

  explicit EndpointSet(const EndpointSetOptions& options) : options_(options) {}

  // Replaces the members, for a static list or a new answer of DNS; those that stay keep what is known of them. Takes
  // the first `endpoints_max` addresses.
  void assign(std::span<const std::string> addresses);

  // An endpoint for one call, or nothing when there is none. `avoid` is the address that a retry comes from; it is
  // taken only when there is no other.
  [[nodiscard]] std::optional<Lease> pick(SteadyTime now, RandomSource& random, std::string_view avoid = {});

  // What a health check of a member said.
  void record_health(std::string_view address, bool good);
  void record_draining(std::string_view address);

  [[nodiscard]] std::span<const EndpointPtr> endpoints() const { return endpoints_; }
  [[nodiscard]] bool panicking(SteadyTime now) const;

  // For Lease.
  void finish(const Token& endpoint, const Outcome& outcome, SteadyTime now);
  void abandon(const Token& endpoint) { endpoint->load.end(); }

 private:
  [[nodiscard]] EndpointPtr make(const std::string& address) const;
  [[nodiscard]] EndpointPtr find(std::string_view address) const;
  void gather_candidates(SteadyTime now, std::string_view avoid);
  void eject_if_suspicious(Endpoint& endpoint, SteadyTime now);
  [[nodiscard]] double failure_share_without(const Endpoint& endpoint) const;

  EndpointSetOptions options_;
  std::vector<EndpointPtr> endpoints_;
  std::vector<std::size_t> candidates_;  // of the pick under way; kept for its memory
};

}  // namespace plaza::resilience
