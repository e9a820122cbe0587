#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "platform/resilience/circuit_breaker.hpp"
#include "platform/resilience/concurrency_limit.hpp"
#include "platform/resilience/endpoint_set.hpp"
#include "platform/resilience/retry_budget.hpp"
#include "platform/resilience/retry_policy.hpp"
#include "platform/resilience/simulation/simulated_server.hpp"

namespace plaza::resilience::simulation {

struct ClientOptions {
  milliseconds timeout{500};
  bool idempotent = true;
  ConcurrencyOptions concurrency{};
  std::optional<BreakerOptions> breaker = BreakerOptions{};
  RetryOptions retry{};
  RetryBudgetOptions budget{};
  EndpointSetOptions endpoints{};
};

// A channel as a process has it: concurrency limit → breaker → retry → endpoint set → servers.
class SimulatedClient {
 public:
  using Done = std::function<void(const Outcome&)>;

  SimulatedClient(EventQueue& events, const ClientOptions& options, std::map<std::string, SimulatedServer*> servers)
      : events_(events),
        options_(options),
        servers_(std::move(servers)),
        concurrency_(options.concurrency),
        breaker_(options.breaker.value_or(BreakerOptions{})),
        budget_(options.budget),
        set_(options.endpoints) {
    std::vector<EndpointAddress> addresses;
    addresses.reserve(servers_.size());
    for (const auto& [address, server] : servers_) addresses.push_back({address});
    set_.assign(addresses);
    for (const auto& [address, server] : servers_) set_.record(address, EndpointState::serving);
  }

  void call(Done done) {
    auto call = std::make_shared<Call>();
    call->began = events_.now();
    call->deadline = events_.now() + options_.timeout;
    call->done = std::move(done);
    call->place = concurrency_.admit();
    if (!call->place) return call->done({Code::unavailable});
    if (options_.breaker) {
      call->probe = breaker_.admit(events_.now());
      if (!call->probe) return call->done({Code::unavailable});
    }
    budget_.count_request();
    attempt(call);
  }

  // Asks every server for its health now and then, as configured. A liar says it is well whatever its condition.
  void check_health(bool servers_lie) {
    for (const auto& [address, server] : servers_) {
      const bool good = servers_lie || server->condition() == Condition::well;
      // No answer is known only after the time for it.
      const auto known = server->condition() == Condition::silent ? options_.endpoints.health.timeout : milliseconds{1};
      events_.after(known, [this, address, good] {
        set_.record(address, good ? EndpointState::serving : EndpointState::not_serving);
      });
    }
    events_.after(options_.endpoints.health.interval, [this, servers_lie] { check_health(servers_lie); });
  }

  [[nodiscard]] const EndpointSet& endpoints() const { return set_; }
  [[nodiscard]] BreakerState breaker_state() const { return breaker_.state(events_.now()); }
  [[nodiscard]] std::uint32_t in_flight() const { return concurrency_.in_flight(); }

 private:
  struct Call {
    SteadyTime began;
    SteadyTime deadline;
    Done done;
    std::optional<ConcurrencyLimit::Lease> place;
    std::optional<CircuitBreaker::Lease> probe;
    std::uint32_t attempts = 0;
    std::string endpoint;
  };
  using CallPtr = std::shared_ptr<Call>;

  void attempt(const CallPtr& call) {
    const auto sent = events_.now();
    auto lease = std::make_shared<std::optional<EndpointSet::Lease>>(set_.pick(sent, random_, call->endpoint));
    if (!*lease) return finish(call, {Code::unavailable});
    ++call->attempts;
    const auto& endpoint = (*lease)->token();
    call->endpoint = endpoint->address;
    // The first of answer and deadline counts.
    const auto answered = [this, call, lease, sent](const Outcome& outcome) {
      if (!*lease) return;
      (*lease)->finish(Outcome{outcome.code, events_.now() - sent, outcome.shed}, events_.now());
      lease->reset();
      retry_or_finish(call, outcome);
    };
    events_.at(call->deadline, [answered] { answered({Code::deadline_exceeded}); });
    servers_.at(call->endpoint)->call(Priority::interactive, call->deadline, answered);
  }

  void retry_or_finish(const CallPtr& call, const Outcome& outcome) {
    const auto now = events_.now();
    const FailedCall failed{.attempts = call->attempts,
                            .idempotent = options_.idempotent,
                            .never_reached_server = servers_.at(call->endpoint)->condition() == Condition::dead,
                            .code = outcome.code,
                            .remaining = call->deadline - now};
    const auto delay = retry_delay(failed, options_.retry, random_);
    if (!delay || !budget_.take_retry(now)) return finish(call, outcome);
    events_.after(*delay, [this, call] { attempt(call); });
  }

  void finish(const CallPtr& call, const Outcome& outcome) {
    const Outcome whole{outcome.code, events_.now() - call->began, outcome.shed};
    if (call->probe) call->probe->finish(whole, events_.now());
    if (call->place) call->place->finish(whole, events_.now());
    call->done(whole);
  }

  EventQueue& events_;
  ClientOptions options_;
  std::map<std::string, SimulatedServer*> servers_;
  RandomSource random_{42};
  ConcurrencyLimit concurrency_;
  CircuitBreaker breaker_;
  RetryBudget budget_;
  EndpointSet set_;
};

}  // namespace plaza::resilience::simulation
