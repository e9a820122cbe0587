#pragma once

#include <cstdint>

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"
#include "platform/core/error.hpp"

namespace plaza::kafka {

struct RetryOptions {
  milliseconds pause{50};
  milliseconds pause_max{2'000};
  std::uint32_t faulty_attempts_max = 10;
  std::uint32_t passing_attempts_max = 50;

  void describe(config::Section section);
};

// Whose fault an error is.
enum class Blame : std::uint8_t {
  record,   // it will fail for ever: invalid_argument, not_found, failed_precondition, …
  code,     // ours, or nobody knows: internal, unknown
  weather,  // it will pass: unavailable, deadline_exceeded, resource_exhausted, aborted, …
};
Blame blame(Code code);

// Decides after each failure of one record whether to try again or to give it up as a dead letter.
//
// A record's own fault: given up at once. Ours: after `faulty_attempts_max`. The weather: an attempt counts only if
// other records of the topic succeeded since the one before; after `passing_attempts_max` of those it is the record
// after all. So a store that is away for an hour makes no dead letter, for nothing succeeds meanwhile: the partition
// waits.
class RetryRule {
 public:
  explicit RetryRule(const RetryOptions& options) : options_(&options) {}

  // True: give up. `succeeded`: how many records of the topic have succeeded so far; only grows.
  bool give_up(Code code, std::uint64_t succeeded);

 private:
  const RetryOptions* options_;
  std::uint32_t faulty_ = 0;
  std::uint32_t passing_ = 0;
  std::uint64_t succeeded_before_ = UINT64_MAX;  // unknown until the first failure
};

}  // namespace plaza::kafka
