#pragma once

#include <optional>
#include <string_view>

#include "platform/core/config.hpp"
#include "platform/resilience/outcome_window.hpp"
#include "platform/resilience/permit.hpp"

namespace plaza::resilience {

struct BreakerOptions {
  std::uint32_t window_calls = 1'000;
  milliseconds window{10'000};
  std::uint32_t calls_min = 20;
  double failure_share = 0.5;
  milliseconds slow_call{0};
  double slow_share = 0.8;
  milliseconds open{1'000};
  std::uint32_t probes = 3;
  milliseconds patience{20};

  void describe(config::Section section);
};

enum class BreakerState : std::uint8_t { closed, open, half_open };
std::string_view to_string(BreakerState state);

// Stops sending to a service that fails: calls are refused at once instead of waiting for their deadline, and the
// service gets the quiet it needs to come back. Counts the calls of a sliding window (see judge() for what a failure
// is); after `open` it lets a few probes through, and closes when as many in a row succeed. Lives on one worker.
class CircuitBreaker {
 public:
  // The number of state changes when the call was let through: what began before a change says nothing after it.
  using Token = std::uint64_t;
  using Lease = Permit<CircuitBreaker, Token>;

  explicit CircuitBreaker(const BreakerOptions& options);
  // An open breaker stays open as long as it was to.
  void change(const BreakerOptions& options) {
    options_ = options;
    window_.change(options.window_calls, options.window);
  }

  // Lets a call through, or nothing when it is open or all its probes are under way.
  [[nodiscard]] std::optional<Lease> admit(SteadyTime now);

  [[nodiscard]] BreakerState state(SteadyTime now) const;
  // Until the next probe may go; 0 when one may go now. For Error::retry_after.
  [[nodiscard]] milliseconds retry_after(SteadyTime now) const;
  [[nodiscard]] std::uint64_t times_opened() const { return times_opened_; }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  [[nodiscard]] const OutcomeWindow& window() const { return window_; }

  // For Lease.
  void finish(Token token, const Outcome& outcome, SteadyTime now);
  void abandon(Token token);

 private:
  [[nodiscard]] std::optional<Lease> admit_probe();
  void count_closed(Verdict verdict, bool slow, SteadyTime now);
  void count_probe(Verdict verdict, bool slow, SteadyTime now);
  void change_to(BreakerState state);
  void open(SteadyTime now);

  BreakerOptions options_;
  OutcomeWindow window_;
  BreakerState state_ = BreakerState::closed;
  std::uint64_t changes_ = 0;
  SteadyTime open_until_{};
  std::uint32_t probes_in_flight_ = 0;
  std::uint32_t probes_succeeded_ = 0;
  std::uint64_t times_opened_ = 0;
  std::uint64_t refused_ = 0;
};

}  // namespace plaza::resilience
