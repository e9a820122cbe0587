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
// these the one that costs less. Eligible is what is connected and has said that it can answer, what its health checks
// call healthy and its own calls have not ejected. When that leaves fewer than `panic_share` of all, something is wrong
// with the judgement (or all are in trouble, and the few should not carry everything): then all that can answer are
// eligible. Lives on one worker.
//
// With weights that differ, each of the two is drawn by weight, and the second is taken when the first costs more than
// twice as much: so an endpoint's share of the calls follows its weight, and trouble still moves calls away from it.
class EndpointSet {
 public:
  using EndpointPtr = std::shared_ptr<Endpoint>;
  using Token = EndpointPtr;
  using Lease = Permit<EndpointSet, Token>;

  explicit EndpointSet(const EndpointSetOptions& options) : options_(options) {}

  // Replaces the members, for a static list or a new answer of DNS; those that stay keep what is known of them, new
  // ones are down. Takes the first `endpoints_max` addresses.
  void assign(std::span<const EndpointAddress> addresses);

  // An endpoint for one call, or nothing when there is none. `avoid` is the address that a retry comes from; it is
  // taken only when there is no other.
  [[nodiscard]] std::optional<Lease> pick(SteadyTime now, RandomSource& random, std::string_view avoid = {});
  // The same among all that are connected, whatever they say of themselves: for when the wait for a better one is over,
  // because a wrong health check must not take a service away.
  [[nodiscard]] std::optional<Lease> pick_last_resort(RandomSource& random);

  // What the transport says of a member.
  void record(std::string_view address, EndpointState state);
  // Whether pick() has any to give.
  [[nodiscard]] bool usable() const;

  // Later calls are judged and spread by these; what is ejected or unhealthy now stays so.
  void change(const EndpointSetOptions& options);

  [[nodiscard]] std::span<const EndpointPtr> endpoints() const { return endpoints_; }
  [[nodiscard]] std::uint64_t ejections() const { return ejections_; }
  [[nodiscard]] bool panicking(SteadyTime now) const;

  // For Lease.
  void finish(const Token& endpoint, const Outcome& outcome, SteadyTime now);
  void abandon(const Token& endpoint) { endpoint->load.end(); }

 private:
  [[nodiscard]] EndpointPtr make(const EndpointAddress& address) const;
  [[nodiscard]] EndpointPtr find(std::string_view address) const;
  void gather_candidates(SteadyTime now, std::string_view avoid);
  [[nodiscard]] Lease take_one_of_candidates(SteadyTime now, RandomSource& random);
  [[nodiscard]] bool too_few(std::size_t well_count) const;
  [[nodiscard]] std::size_t draw_by_weight(RandomSource& random) const;
  void eject_if_suspicious(Endpoint& endpoint, SteadyTime now);
  [[nodiscard]] double failure_share_without(const Endpoint& endpoint) const;

  EndpointSetOptions options_;
  std::vector<EndpointPtr> endpoints_;
  bool weighted_ = false;  // not all weigh the same
  std::uint64_t ejections_ = 0;
  std::vector<std::size_t> candidates_;  // of the pick under way; kept for its memory
};

}  // namespace plaza::resilience
