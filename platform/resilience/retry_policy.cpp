#include "platform/resilience/retry_policy.hpp"

#include <algorithm>

namespace plaza::resilience {
namespace {

// Not deadline_exceeded: its time is gone. Not internal or unknown: the same call would meet the same mistake.
bool can_help(const FailedCall& call) {
  if (call.code == Code::unavailable) return true;
  return call.code == Code::resource_exhausted && call.retry_after.has_value();
}

milliseconds backoff_max_of(std::uint32_t attempts, const RetryOptions& options) {
  constexpr std::uint32_t doublings_max = 20;  // far beyond backoff_max, far below an overflow
  const auto doublings = std::min(attempts - 1, doublings_max);
  return std::min(options.backoff_max, options.backoff * (std::int64_t{1} << doublings));
}

}  // namespace

void RetryOptions::describe(config::Section section) {
  section.value("attempts_max", attempts_max, "attempts of one call, the first included", {1, 10});
  section.value("backoff_ms", backoff, "longest wait before the second attempt; doubles with each", {1, 60'000});
  section.value("backoff_max_ms", backoff_max, "longest wait before any attempt", {1, 60'000});
  section.value("retry_after_max_ms", retry_after_max, "a server that wants a longer pause is not asked again",
                {0, 60'000});
}

std::optional<milliseconds> retry_delay(const FailedCall& call, const RetryOptions& options, RandomSource& random) {
  if (call.attempts >= options.attempts_max || !can_help(call)) return std::nullopt;
  if (call.retry_after > options.retry_after_max) return std::nullopt;
  if (!call.idempotent && !call.never_reached_server) return std::nullopt;
  const auto spread = backoff_max_of(std::max(1U, call.attempts), options);
  const auto jitter =
      milliseconds{static_cast<std::int64_t>(random.below(static_cast<std::size_t>(spread.count()) + 1))};
  const auto delay = call.retry_after.value_or(milliseconds{0}) + jitter;
  if (delay >= call.remaining) return std::nullopt;
  return delay;
}

}  // namespace plaza::resilience
