#include "platform/telemetry/span_queue.hpp"

#include <gtest/gtest.h>

namespace plaza::telemetry {
namespace {

Span span(std::string name, bool sampled = true) {
  return {.context = TraceContext::make(sampled), .name = std::move(name), .start = {}, .tags = {}};
}

TEST(SpanQueue, gives_spans_back_in_order_and_in_batches) {
  SpanQueue queue(1, 10, true);
  for (const auto* name : {"a", "b", "c"}) queue.record(span(name));
  const auto batch = queue.take(2);
  ASSERT_EQ(batch.size(), 2U);
  EXPECT_EQ(batch[0].name, "a");
  EXPECT_EQ(batch[1].name, "b");
  EXPECT_EQ(queue.take(2).size(), 1U);
  EXPECT_TRUE(queue.take(2).empty());
}

TEST(SpanQueue, what_does_not_fit_is_dropped_and_counted) {
  SpanQueue queue(1, 2, true);
  for (int i = 0; i < 5; ++i) queue.record(span("s"));
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_EQ(queue.dropped_spans(), 3U);
}

TEST(SpanQueue, wakes_the_exporter_when_a_batch_is_full) {
  SpanQueue queue(1, 10, true);
  int woken = 0;
  queue.wake_at(2, [&woken] { ++woken; });
  queue.record(span("a"));
  EXPECT_EQ(woken, 0);
  queue.record(span("b"));
  queue.record(span("c"));
  EXPECT_EQ(woken, 1);
}

TEST(SpanQueue, keeps_only_what_is_sampled_and_has_somewhere_to_go) {
  SpanQueue queue(1, 10, true);
  queue.record(span("s", false));
  EXPECT_EQ(queue.size(), 0U);
  SpanQueue nowhere(1, 10, false);
  nowhere.record(span("s"));
  EXPECT_EQ(nowhere.size(), 0U);
  EXPECT_EQ(nowhere.dropped_spans(), 0U);
}

TEST(SpanQueue, samples_the_share_that_was_asked_for) {
  SpanQueue never(0, 1, true);
  SpanQueue always(1, 1, true);
  SpanQueue quarter(0.25, 1, true);
  int sampled = 0;
  for (int i = 0; i < 20'000; ++i) {
    EXPECT_FALSE(never.sample());
    EXPECT_TRUE(always.sample());
    sampled += quarter.sample() ? 1 : 0;
  }
  EXPECT_NEAR(sampled, 5'000, 500);  // eight standard deviations
}

}  // namespace
}  // namespace plaza::telemetry
