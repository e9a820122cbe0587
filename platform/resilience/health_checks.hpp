#pragma once

#include <cstdint>

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"

namespace plaza::resilience {

struct HealthCheckOptions {
  milliseconds interval{500};
  milliseconds timeout{1'000};
  std::uint32_t unhealthy_after = 2;
  std::uint32_t healthy_after = 2;
  std::uint32_t unanswered_max = 3;

  void describe(config::Section section) {
    section.value("interval_ms", interval, "time between two checks of an endpoint", {10, 600'000});
    section.value("timeout_ms", timeout, "time for an answer", {1, 60'000});
    section.value("unhealthy_after", unhealthy_after, "failed checks in a row that take it out", {1, 100});
    section.value("healthy_after", healthy_after, "good checks in a row that bring it back", {1, 100});
    section.value("unanswered_max", unanswered_max, "unanswered checks in a row before its connection is given up",
                  {1, 100});
  }
};

// What the health checks of one endpoint say. Taken for healthy until two in a row (or as configured) say otherwise.
class HealthChecks {
 public:
  explicit HealthChecks(const HealthCheckOptions& options) : options_(options) {}

  void change(const HealthCheckOptions& options) { options_ = options; }
  void record(bool good) {
    if (good == healthy_) {
      against_ = 0;
      return;
    }
    if (++against_ < (healthy_ ? options_.unhealthy_after : options_.healthy_after)) return;
    healthy_ = good;
    against_ = 0;
  }
  // It said itself that it is about to stop.
  void record_draining() {
    healthy_ = false;
    against_ = 0;
  }
  [[nodiscard]] bool healthy() const { return healthy_; }

 private:
  HealthCheckOptions options_;
  std::uint32_t against_ = 0;  // checks in a row that contradict what is believed
  bool healthy_ = true;
};

}  // namespace plaza::resilience
