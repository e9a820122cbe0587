#include "platform/resilience/circuit_breaker.hpp"

namespace plaza::resilience {

void BreakerOptions::describe(config::Section section) {
  section.value("window_calls", window_calls, "calls it looks back on at most", {1, 100'000});
  section.value("window_ms", window, "time it looks back on at most", {100, 600'000});
  section.value("calls_min", calls_min, "calls it must have seen before it may open", {1, 100'000});
  section.value("failure_share", failure_share, "opens when this share of them failed", {0.01, 1});
  section.value("slow_call_ms", slow_call, "a call that takes this long is slow; 0: none is", {0, 600'000});
  section.value("slow_share", slow_share, "opens when this share of them was slow", {0.01, 1});
  section.value("open_ms", open, "time until probes are let through", {1, 600'000});
  section.value("probes", probes, "probes at once, and successes in a row that close it", {1, 1'000});
  section.value("patience_ms", patience, "a deadline that passed sooner is not held against the service", {0, 60'000});
}

std::string_view to_string(BreakerState state) {
  switch (state) {
    case BreakerState::closed:
      return "closed";
    case BreakerState::open:
      return "open";
    case BreakerState::half_open:
      return "half-open";
  }
  return "unknown";
}

CircuitBreaker::CircuitBreaker(const BreakerOptions& options)
    : options_(options), window_(options.window_calls, options.window) {}

std::optional<CircuitBreaker::Lease> CircuitBreaker::admit(SteadyTime now) {
  if (state_ == BreakerState::closed) return Lease(*this, changes_);
  if (state_ == BreakerState::open && now >= open_until_) change_to(BreakerState::half_open);
  if (state_ == BreakerState::half_open && probes_in_flight_ < options_.probes) return admit_probe();
  ++refused_;
  return std::nullopt;
}

std::optional<CircuitBreaker::Lease> CircuitBreaker::admit_probe() {
  ++probes_in_flight_;
  return Lease(*this, changes_);
}

BreakerState CircuitBreaker::state(SteadyTime now) const {
  return state_ == BreakerState::open && now >= open_until_ ? BreakerState::half_open : state_;
}

milliseconds CircuitBreaker::retry_after(SteadyTime now) const {
  if (state_ != BreakerState::open || now >= open_until_) return milliseconds{0};
  return std::chrono::ceil<milliseconds>(open_until_ - now);
}

void CircuitBreaker::finish(Token token, const Outcome& outcome, SteadyTime now) {
  if (token != changes_) return;
  const auto verdict = judge(outcome, options_.patience);
  const bool slow = options_.slow_call.count() > 0 && outcome.took >= options_.slow_call;
  if (state_ == BreakerState::half_open) return count_probe(verdict, slow, now);
  count_closed(verdict, slow, now);
}

void CircuitBreaker::abandon(Token token) {
  if (token == changes_ && state_ == BreakerState::half_open) --probes_in_flight_;
}

void CircuitBreaker::count_closed(Verdict verdict, bool slow, SteadyTime now) {
  if (verdict == Verdict::ignored) return;
  window_.add(verdict == Verdict::failure, slow, now);
  if (window_.calls() < options_.calls_min) return;
  const bool too_slow = options_.slow_call.count() > 0 && window_.slow_share() >= options_.slow_share;
  if (too_slow || window_.failure_share() >= options_.failure_share) open(now);
}

void CircuitBreaker::count_probe(Verdict verdict, bool slow, SteadyTime now) {
  --probes_in_flight_;
  if (verdict == Verdict::ignored) return;
  if (verdict == Verdict::failure || slow) return open(now);
  if (++probes_succeeded_ >= options_.probes) change_to(BreakerState::closed);
}

void CircuitBreaker::open(SteadyTime now) {
  open_until_ = now + options_.open;
  ++times_opened_;
  change_to(BreakerState::open);
}

void CircuitBreaker::change_to(BreakerState state) {
  state_ = state;
  ++changes_;
  probes_in_flight_ = 0;
  probes_succeeded_ = 0;
  window_.clear();
}

}  // namespace plaza::resilience
