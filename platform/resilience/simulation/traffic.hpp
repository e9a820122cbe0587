#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "platform/resilience/random_source.hpp"
#include "platform/resilience/simulation/event_queue.hpp"

namespace plaza::resilience::simulation {

// What callers saw of their calls in some time.
struct Seen {
  std::uint64_t asked = 0;
  std::uint64_t served = 0;
  std::uint64_t failed = 0;
  std::vector<double> served_ms;

  void add(const Outcome& outcome) {
    if (outcome.code != Code::ok) {
      ++failed;
      return;
    }
    ++served;
    served_ms.push_back(std::chrono::duration<double, std::milli>(outcome.took).count());
  }
  [[nodiscard]] double served_share() const { return static_cast<double>(served) / static_cast<double>(asked); }
  // 0.99 for the 99th percentile; 0 when nothing was served.
  [[nodiscard]] double percentile_ms(double share) const {
    if (served_ms.empty()) return 0;
    auto sorted = served_ms;
    const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(sorted.size() - 1));
    std::nth_element(sorted.begin(), sorted.begin() + place, sorted.end());
    return sorted[static_cast<std::size_t>(place)];
  }
};

// Calls that arrive at random moments, `per_second` on average, whatever becomes of those before.
class Traffic {
 public:
  using Call = std::function<void(std::function<void(const Outcome&)>)>;

  Traffic(EventQueue& events, double per_second, std::uint64_t seed, Call call)
      : events_(events), per_second_(per_second), random_(seed), call_(std::move(call)) {
    schedule();
  }
  Traffic(const Traffic&) = delete;
  Traffic& operator=(const Traffic&) = delete;

  void set_rate(double per_second) { per_second_ = per_second; }
  // What was seen since the last time this was asked.
  Seen take_seen() { return std::exchange(seen_, {}); }

 private:
  void schedule() {
    const std::chrono::duration<double> gap{-std::log(1 - random_.unit()) / per_second_};
    events_.after(std::chrono::duration_cast<Duration>(gap), [this] {
      schedule();
      ++seen_.asked;
      call_([this](const Outcome& outcome) { seen_.add(outcome); });
    });
  }

  EventQueue& events_;
  double per_second_;
  RandomSource random_;
  Call call_;
  Seen seen_;
};

}  // namespace plaza::resilience::simulation
