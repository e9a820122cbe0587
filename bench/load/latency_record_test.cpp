#include "bench/load/latency_record.hpp"

#include <memory>

#include <gtest/gtest.h>

namespace plaza::bench {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

TEST(LatencyRecord, quantiles_of_a_thousand_even_steps) {
  LatencyRecord record;
  for (int i = 1; i <= 1000; ++i) record.add(microseconds(i));
  EXPECT_NEAR(record.quantile_ms(0.5), 0.5, 0.5 * 0.004);
  EXPECT_NEAR(record.quantile_ms(0.99), 0.99, 0.99 * 0.004);
  EXPECT_NEAR(record.quantile_ms(1), 1.0, 0.004);
}

TEST(LatencyRecord, every_value_comes_back_within_half_a_percent) {
  for (std::int64_t value = 1; value < std::int64_t{1} << 39; value = value * 3 / 2 + 1) {
    LatencyRecord record;
    record.add(nanoseconds(value));
    const auto back = record.quantile_ms(0.5) * 1e6;
    EXPECT_GE(back, static_cast<double>(value));
    EXPECT_LE(back, static_cast<double>(value) * 1.004);
  }
}

TEST(LatencyRecord, what_is_out_of_range_counts_at_its_end) {
  LatencyRecord record;
  record.add(nanoseconds(-5));
  record.add(std::chrono::hours(9));
  EXPECT_EQ(record.count(), 2);
  EXPECT_EQ(record.quantile_ms(0.5), 0);
  EXPECT_GT(record.quantile_ms(1), 1e6);
}

TEST(LatencyRecord, of_nothing_is_zero) {
  EXPECT_EQ(LatencyRecord().quantile_ms(0.99), 0);
}

}  // namespace
}  // namespace plaza::bench
