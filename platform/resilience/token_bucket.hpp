#pragma once

#include <cstdint>

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"

namespace plaza::resilience {

// `requests` at once, refilled evenly over `window_ms`: at most twice `requests` in any window, `requests` per window
// in the long run.
struct RateLimitOptions {
  std::uint32_t requests = 100;
  milliseconds window{1'000};

  void describe(config::Section section);
};

// A bucket between two decisions: all that a shared store has to keep for a key. A bucket that was never used is full.
struct BucketState {
  double tokens = 0;             // below 0 when others have taken more than there was
  milliseconds refilled_at{-1};  // since any fixed moment; -1: never used
};

// The answer, with what the headers RateLimit, RateLimit-* and Retry-After say.
struct RateDecision {
  bool allowed = false;
  std::uint32_t limit = 0;
  std::uint32_t remaining = 0;  // whole requests that could follow at once
  milliseconds reset{};         // until the bucket is full again
  milliseconds retry_after{};   // until this request would be allowed; 0 when it is
};

// Takes `cost` tokens from the bucket if it has them. Plain arithmetic on doubles and milliseconds, so that a script in
// Redis (whose numbers are doubles as well) can come to the same decision from the same state. A `now` before the last
// one counts as the last one. A cost above the bucket's size counts as the whole bucket.
RateDecision take(BucketState& bucket, const RateLimitOptions& options, milliseconds now, std::uint32_t cost = 1);

// One bucket of this process, for a limit over all callers.
class TokenBucket {
 public:
  explicit TokenBucket(const RateLimitOptions& options) : options_(options) {}
  RateDecision take(SteadyTime now, std::uint32_t cost = 1);
  // The tokens taken so far stay taken.
  void change(const RateLimitOptions& options) { options_ = options; }

 private:
  RateLimitOptions options_;
  BucketState bucket_;
};

// The clock of a bucket that is not shared.
inline milliseconds bucket_time(SteadyTime now) {
  return std::chrono::duration_cast<milliseconds>(now.time_since_epoch());
}

}  // namespace plaza::resilience
