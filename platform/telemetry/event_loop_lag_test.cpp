#include "platform/telemetry/event_loop_lag.hpp"

#include <chrono>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

namespace plaza::telemetry {
namespace {

double lag_of(const Metrics& metrics) {
  for (const auto& family : metrics.Collect()) {
    if (family.name == "event_loop_lag_seconds") return family.metric.at(0).gauge.value;
  }
  return -1;
}

TEST(EventLoopLag, a_worker_that_blocks_shows_while_it_blocks_and_afterwards) {
  Metrics metrics(2);
  Workers workers(1);
  watch_event_loop_lag({&workers[0]}, metrics);
  workers.start();
  std::latch seen(1);
  asio::post(workers[0].executor(), [&seen] { seen.wait(); });
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{10};
  while (lag_of(metrics) < 0.05 && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  EXPECT_GE(lag_of(metrics), 0.05);
  seen.count_down();
  workers.run_on_each([](Worker&) {});
  EXPECT_GE(lag_of(metrics), 0.05);
}

}  // namespace
}  // namespace plaza::telemetry
