#include "platform/telemetry/metrics.hpp"

#include <limits>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::telemetry {
namespace {

using testing::HasSubstr;

TEST(Metrics, the_exposition_is_the_text_format) {
  Metrics metrics(2);
  metrics.counter("requests_total", "Requests served.", {{"method", "GET"}}).add(0, 2);
  metrics.gauge("queue_items", "Items that wait.").set(1.5);
  auto& latency = metrics.histogram("wait_milliseconds", "Time waited.", {{"route", "/a"}}, {1, 10});
  latency.observe(0, 1);  // a bound belongs to its own bucket
  latency.observe(1, 5);
  latency.observe(1, 50);
  EXPECT_EQ(metrics.exposition(),
            "# HELP queue_items Items that wait.\n"
            "# TYPE queue_items gauge\n"
            "queue_items 1.5\n"
            "# HELP requests_total Requests served.\n"
            "# TYPE requests_total counter\n"
            "requests_total{method=\"GET\"} 2\n"
            "# HELP wait_milliseconds Time waited.\n"
            "# TYPE wait_milliseconds histogram\n"
            "wait_milliseconds_count{route=\"/a\"} 3\n"
            "wait_milliseconds_sum{route=\"/a\"} 56\n"
            "wait_milliseconds_bucket{route=\"/a\",le=\"1\"} 1\n"
            "wait_milliseconds_bucket{route=\"/a\",le=\"10\"} 2\n"
            "wait_milliseconds_bucket{route=\"/a\",le=\"+Inf\"} 3\n");
}

TEST(Metrics, label_values_are_escaped) {
  Metrics metrics(1);
  metrics.gauge("g", "h", {{"path", "a\"b\\c\nd"}}).set(1);
  EXPECT_THAT(metrics.exposition(), HasSubstr(R"(g{path="a\"b\\c\nd"} 1)"));
}

TEST(Metrics, slots_are_summed) {
  Metrics metrics(3);
  auto& counter = metrics.counter("c_total", "h");
  std::vector<std::thread> threads;
  threads.reserve(3);
  for (std::size_t slot = 0; slot < 3; ++slot) {
    threads.emplace_back([&counter, slot] {
      for (int i = 0; i < 10'000; ++i) counter.add(slot);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(counter.value(), 30'000);
}

TEST(Metrics, the_same_name_and_labels_give_the_same_handle) {
  Metrics metrics(1);
  EXPECT_EQ(&metrics.counter("c_total", "h", {{"a", "1"}}), &metrics.counter("c_total", "h", {{"a", "1"}}));
  EXPECT_NE(&metrics.counter("c_total", "h", {{"a", "1"}}), &metrics.counter("c_total", "h", {{"a", "2"}}));
}

TEST(Metrics, a_name_has_one_kind) {
  Metrics metrics(1);
  metrics.counter("c_total", "h");
  EXPECT_THROW(metrics.gauge("c_total", "h"), std::logic_error);
  metrics.computed_counter("d_total", "h", {}, [] { return 1.0; });
  EXPECT_THROW(metrics.counter("d_total", "h"), std::logic_error);
}

TEST(Metrics, names_that_the_format_does_not_know_are_refused) {
  Metrics metrics(1);
  EXPECT_THROW(metrics.counter("", "h"), std::logic_error);
  EXPECT_THROW(metrics.counter("1st", "h"), std::logic_error);
  EXPECT_THROW(metrics.counter("a-b", "h"), std::logic_error);
  EXPECT_THROW(metrics.counter("a", "h", {{"b:c", "1"}}), std::logic_error);
}

TEST(Metrics, computed_values_are_read_at_each_scrape) {
  Metrics metrics(1);
  double value = 1;
  metrics.computed_gauge("g", "h", {}, [&value] { return value; });
  metrics.computed_counter("c_total", "h", {}, [] { return 7.0; });
  EXPECT_THAT(metrics.exposition(), HasSubstr("\ng 1\n"));
  value = 2;
  EXPECT_THAT(metrics.exposition(), HasSubstr("\ng 2\n"));
  EXPECT_THAT(metrics.exposition(), HasSubstr("# TYPE c_total counter\nc_total 7\n"));
}

TEST(Metrics, what_is_not_a_number_is_not_observed) {
  Histogram histogram(1, {1});
  histogram.observe(0, std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(histogram.totals().count, 0U);
}

TEST(Metrics, a_slot_that_does_not_exist_is_refused) {
  Metrics metrics(1);
  EXPECT_THROW(metrics.counter("c_total", "h").add(1), std::out_of_range);
}

}  // namespace
}  // namespace plaza::telemetry
