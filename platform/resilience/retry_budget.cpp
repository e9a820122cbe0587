#include "platform/resilience/retry_budget.hpp"

#include <algorithm>

namespace plaza::resilience {

void RetryBudgetOptions::describe(config::Section section) {
  section.value("share", share, "retries per request in the long run", {0, 1});
  section.value("per_second_min", per_second_min, "retries a second that go even when requests are few", {0, 1'000});
  section.value("saved_max", saved_max, "retries that can be saved up", {0, 10'000});
}

void RetryBudget::count_request() {
  saved_ = std::min(options_.saved_max, saved_ + options_.share);
}

bool RetryBudget::take_retry(SteadyTime now) {
  if (saved_ >= 1) {
    saved_ -= 1;
  } else {
    // The floor is instead of what requests pay, never on top of it: a busy service has had a retry more recently.
    if (options_.per_second_min <= 0) return false;
    const std::chrono::duration<double> pause{1 / options_.per_second_min};
    if (last_retry_ != SteadyTime::min() && now - last_retry_ < pause) return false;
  }
  last_retry_ = now;
  return true;
}

}  // namespace plaza::resilience
