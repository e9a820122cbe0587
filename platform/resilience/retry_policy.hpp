#pragma once

#include <optional>

#include "platform/core/config.hpp"
#include "platform/resilience/outcome.hpp"
#include "platform/resilience/random_source.hpp"

namespace plaza::resilience {

struct RetryOptions {
  std::uint32_t attempts_max = 3;
  milliseconds backoff{10};
  milliseconds backoff_max{500};
  milliseconds retry_after_max{100};

  void describe(config::Section section);
};

// A call that failed, and what it may still do.
struct FailedCall {
  std::uint32_t attempts = 1;  // made so far
  bool idempotent = false;
  bool never_reached_server = false;
  Code code = Code::unavailable;
  std::optional<milliseconds> retry_after{};
  Duration remaining = Duration::max();  // until its deadline
};

// How long to wait before the call is sent again; nothing when it must not be. Sent again is only what can help and do
// no harm: the server was unavailable, the method is idempotent or the call never reached the server, attempts and time
// are left. The wait is random up to backoff × 2^(attempts − 1) ("full jitter": Brooker, "Exponential Backoff and
// Jitter", 2015); where the server said when to come back, it is spread over the time after that, and a server that
// wants more quiet than `retry_after_max` is not asked again: that is for the caller to do. Whether the budget pays for
// it (RetryBudget) is asked after this.
std::optional<milliseconds> retry_delay(const FailedCall& call, const RetryOptions& options, RandomSource& random);

}  // namespace plaza::resilience
