#pragma once

#include <algorithm>

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"

namespace plaza::resilience {

struct RetryBudgetOptions {
  double share = 0.2;
  double per_second_min = 1;
  double saved_max = 100;

  void describe(config::Section section);
};

// How much a service may be asked again. Every request pays `share` of a retry in, every retry takes a whole one out;
// at most `saved_max` are saved: what is in flight when a server dies can go elsewhere, and quiet hours do not pay for
// a storm. So over any time a service is sent at most (1 + share) × requests + saved_max calls. Where there are too few
// requests to pay (a service asked once a minute), `per_second_min` retries a second go without. Lives on one worker.
class RetryBudget {
 public:
  // Starts full.
  explicit RetryBudget(const RetryBudgetOptions& options) : options_(options), saved_(options.saved_max) {}

  void change(const RetryBudgetOptions& options) {
    options_ = options;
    saved_ = std::min(saved_, options.saved_max);
  }
  // A first attempt is sent.
  void count_request();
  // Whether a retry may be sent now; if so it is paid for.
  [[nodiscard]] bool take_retry(SteadyTime now);
  [[nodiscard]] double saved() const { return saved_; }

 private:
  RetryBudgetOptions options_;
  double saved_;
  SteadyTime last_retry_ = SteadyTime::min();
};

}  // namespace plaza::resilience
