#pragma once

#include <memory>
#include <vector>

#include "platform/core/worker.hpp"
#include "platform/telemetry/metrics.hpp"

namespace plaza::telemetry {

// Measures on each worker how late a timer runs, and shows the worst of the last half minute as
// event_loop_lag_seconds{worker}: a worker that blocks shows up here, while it blocks too. Runs until the workers stop.
void watch_event_loop_lag(const std::vector<Worker*>& workers, Metrics& metrics);

}  // namespace plaza::telemetry
