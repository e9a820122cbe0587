#pragma once

#include <optional>

#include "platform/core/config.hpp"
#include "platform/resilience/outcome.hpp"
#include "platform/resilience/permit.hpp"

namespace plaza::resilience {

struct ConcurrencyOptions {
  std::uint32_t in_flight_max = 1'000;

  void describe(config::Section section) {
    section.value("in_flight_max", in_flight_max, "calls under way at once", {1, 1'000'000});
  }
};

// A bulkhead: at most so many calls under way, so that one slow service cannot take all of a process's memory and
// connections. Has no queue; what does not fit is refused at once. Lives on one worker.
class ConcurrencyLimit {
 public:
  struct Token {};
  using Lease = Permit<ConcurrencyLimit, Token>;

  explicit ConcurrencyLimit(const ConcurrencyOptions& options) : options_(options) {}

  [[nodiscard]] std::optional<Lease> admit() {
    if (in_flight_ >= options_.in_flight_max) {
      ++refused_;
      return std::nullopt;
    }
    ++in_flight_;
    return Lease(*this, {});
  }
  // Calls beyond a smaller limit go on.
  void change(const ConcurrencyOptions& options) { options_ = options; }
  [[nodiscard]] std::uint32_t in_flight() const { return in_flight_; }
  [[nodiscard]] std::uint32_t in_flight_max() const { return options_.in_flight_max; }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }

  // For Lease.
  void finish(Token, const Outcome&, SteadyTime) { --in_flight_; }
  void abandon(Token) { --in_flight_; }

 private:
  ConcurrencyOptions options_;
  std::uint32_t in_flight_ = 0;
  std::uint64_t refused_ = 0;
};

}  // namespace plaza::resilience
