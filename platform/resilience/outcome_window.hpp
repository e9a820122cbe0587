#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "platform/resilience/outcome.hpp"

namespace plaza::resilience {

// The last calls, at most `calls_max` of them and none older than `age_max`, with running sums.
class OutcomeWindow {
 public:
  OutcomeWindow(std::uint32_t calls_max, Duration age_max) : calls_max_(std::max(1U, calls_max)), age_max_(age_max) {}

  // Looks back on so much from now on, and begins with nothing.
  void change(std::uint32_t calls_max, Duration age_max) {
    if (calls_max == calls_max_ && age_max == age_max_) return;
    *this = OutcomeWindow(calls_max, age_max);
  }
  void add(bool failed, bool slow, SteadyTime now) {
    drop_older(now);
    if (count_ == calls_max_) drop_first();
    if (ring_.size() < calls_max_) grow();
    ring_[(first_ + count_) % ring_.size()] = {now, failed, slow};
    ++count_;
    failures_ += failed ? 1 : 0;
    slow_ += slow ? 1 : 0;
  }
  void drop_older(SteadyTime now) {
    while (count_ != 0 && now - ring_[first_].at > age_max_) drop_first();
  }
  void clear() { first_ = count_ = failures_ = slow_ = 0; }

  [[nodiscard]] std::uint32_t calls() const { return count_; }
  [[nodiscard]] std::uint32_t failures() const { return failures_; }
  [[nodiscard]] double failure_share() const { return share(failures_); }
  [[nodiscard]] double slow_share() const { return share(slow_); }

 private:
  struct Entry {
    SteadyTime at;
    bool failed = false;
    bool slow = false;
  };

  void drop_first() {
    failures_ -= ring_[first_].failed ? 1 : 0;
    slow_ -= ring_[first_].slow ? 1 : 0;
    first_ = static_cast<std::uint32_t>((first_ + 1) % ring_.size());
    --count_;
  }
  // Windows of channels that are hardly used stay small.
  void grow() {
    if (count_ < ring_.size()) return;
    std::rotate(ring_.begin(), ring_.begin() + first_, ring_.end());
    first_ = 0;
    ring_.resize(std::min<std::size_t>(calls_max_, std::max<std::size_t>(16, ring_.size() * 2)));
  }
  [[nodiscard]] double share(std::uint32_t part) const { return count_ == 0 ? 0 : static_cast<double>(part) / count_; }

  std::uint32_t calls_max_;
  Duration age_max_;
  std::vector<Entry> ring_;
  std::uint32_t first_ = 0;
  std::uint32_t count_ = 0;
  std::uint32_t failures_ = 0;
  std::uint32_t slow_ = 0;
};

}  // namespace plaza::resilience
