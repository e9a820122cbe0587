#pragma once

#include <string_view>

#include "platform/telemetry/metrics.hpp"

namespace plaza::telemetry {

// Adds what every process shows of itself, under the names that all Prometheus clients use (process_cpu_seconds_total,
// …), and plaza_build_info{version}. Read from /proc at each scrape.
void add_process_metrics(Metrics& metrics, std::string_view version);

}  // namespace plaza::telemetry
