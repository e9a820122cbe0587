#include "platform/telemetry/process_metrics.hpp"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::telemetry {
namespace {

double value_of(const Metrics& metrics, std::string_view name) {
  for (const auto& family : metrics.Collect()) {
    if (family.name != name) continue;
    return family.type == prometheus::MetricType::Counter ? family.metric.at(0).counter.value
                                                          : family.metric.at(0).gauge.value;
  }
  ADD_FAILURE() << "no metric " << name;
  return 0;
}

TEST(ProcessMetrics, figures_of_this_process_are_plausible) {
  Metrics metrics(1);
  add_process_metrics(metrics, "1.2.3");
  EXPECT_GT(value_of(metrics, "process_cpu_seconds_total"), 0);
  EXPECT_GT(value_of(metrics, "process_resident_memory_bytes"), 1e6);
  EXPECT_GE(value_of(metrics, "process_virtual_memory_bytes"), value_of(metrics, "process_resident_memory_bytes"));
  EXPECT_GE(value_of(metrics, "process_open_fds"), 3);
  EXPECT_GT(value_of(metrics, "process_max_fds"), value_of(metrics, "process_open_fds"));
  EXPECT_THAT(metrics.exposition(), testing::HasSubstr("plaza_build_info{version=\"1.2.3\"} 1\n"));
}

TEST(ProcessMetrics, the_process_began_a_moment_ago) {
  Metrics metrics(1);
  add_process_metrics(metrics, "1");
  const auto now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_NEAR(value_of(metrics, "process_start_time_seconds"), now, 600);
}

}  // namespace
}  // namespace plaza::telemetry
