#pragma once

#include <algorithm>

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"
#include "platform/resilience/outcome.hpp"

namespace plaza::resilience {

struct QueueDeadlineOptions {
  milliseconds target{5};
  milliseconds interval{100};

  void describe(config::Section section) {
    section.value("target_ms", target, "wait that a queue without overload has now and then", {1, 10'000});
    section.value("interval_ms", interval, "time in which it must have had it; longest wait of all", {1, 60'000});
  }
};

// How long work may have waited before it begins: for a queue, or for the lag of an event loop. A burst may wait for
// `interval`. A queue whose shortest wait of a whole interval was above `target` stands: then what waited more than
// twice `target` is shed until it moves again. (The queue timeout of CoDel as in Maurer, "Fail at Scale", ACM Queue
// 2015.) Lives on one worker.
class QueueDeadline {
 public:
  explicit QueueDeadline(const QueueDeadlineOptions& options) : options_(options) {}

  void change(const QueueDeadlineOptions& options) { options_ = options; }
  // True when work that waited so long is to be shed.
  [[nodiscard]] bool passed(Duration waited, SteadyTime now) {
    if (now >= interval_end_) {
      standing_ = shortest_ != Duration::max() && shortest_ > options_.target;
      shortest_ = Duration::max();
      interval_end_ = now + options_.interval;
    }
    shortest_ = std::min(shortest_, waited);
    const Duration longest = standing_ ? 2 * options_.target : options_.interval;
    return waited > longest;
  }
  [[nodiscard]] bool standing() const { return standing_; }

 private:
  QueueDeadlineOptions options_;
  Duration shortest_ = Duration::max();
  SteadyTime interval_end_{};
  bool standing_ = false;
};

}  // namespace plaza::resilience
