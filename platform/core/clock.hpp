#pragma once

#include <chrono>

namespace plaza {

using SystemTime = std::chrono::sys_time<std::chrono::milliseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;
using std::chrono::milliseconds;

// Where time comes from. Rules never read a clock of their own: what needs the time is handed a Clock, so that tests
// can move it.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall-clock time: for what people see and what is stored. It can jump.
  [[nodiscard]] virtual SystemTime now() const = 0;
  // Monotonic time: for deadlines and durations.
  [[nodiscard]] virtual SteadyTime steady_now() const = 0;
};

// The machine's clocks.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] SystemTime now() const override;
  [[nodiscard]] SteadyTime steady_now() const override;
};

// A clock that stands still until a test moves it. Both times advance together; not for use by several threads.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(SystemTime start = SystemTime{milliseconds{1'700'000'000'000}}) : now_(start) {}
  [[nodiscard]] SystemTime now() const override { return now_; }
  [[nodiscard]] SteadyTime steady_now() const override { return steady_; }
  void advance(milliseconds by) {
    now_ += by;
    steady_ += by;
  }
  // A jump of the wall clock alone, as an operator or NTP makes it.
  void jump_to(SystemTime to) { now_ = to; }

 private:
  SystemTime now_;
  SteadyTime steady_{std::chrono::hours{1}};
};

}  // namespace plaza
