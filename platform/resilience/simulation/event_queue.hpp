#pragma once

#include <algorithm>
#include <functional>
#include <tuple>
#include <vector>

#include "platform/resilience/outcome.hpp"

namespace plaza::resilience::simulation {

// Time that jumps from event to event: minutes of traffic in a moment, and the same every time.
class EventQueue {
 public:
  [[nodiscard]] SteadyTime now() const { return now_; }

  void at(SteadyTime time, std::function<void()> event) {
    events_.push_back({time, sequence_++, std::move(event)});
    std::ranges::push_heap(events_, later);
  }
  void after(Duration delay, std::function<void()> event) { at(now_ + delay, std::move(event)); }

  void run_until(SteadyTime end) {
    while (!events_.empty() && events_.front().time <= end) {
      std::ranges::pop_heap(events_, later);
      const auto next = std::move(events_.back());
      events_.pop_back();
      now_ = next.time;
      next.event();
    }
    now_ = end;
  }
  // Before what they speak of goes.
  void drop_all() { events_.clear(); }
  void run_for(Duration time) { run_until(now_ + time); }

 private:
  struct Event {
    SteadyTime time;
    std::uint64_t sequence;  // events of one moment happen in the order they were asked for
    std::function<void()> event;
  };

  static bool later(const Event& one, const Event& other) {
    return std::tie(one.time, one.sequence) > std::tie(other.time, other.sequence);
  }

  SteadyTime now_{std::chrono::hours{1}};
  std::uint64_t sequence_ = 0;
  std::vector<Event> events_;  // a heap, the next one first
};

}  // namespace plaza::resilience::simulation
