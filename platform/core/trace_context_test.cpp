#include "platform/core/trace_context.hpp"

#include <gtest/gtest.h>

namespace plaza {
namespace {

constexpr auto parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST(TraceContext, traceparent_round_trips) {
  const auto context = parse_traceparent(parent);
  ASSERT_TRUE(context);
  EXPECT_EQ(context->trace_id(), "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(context->span_id(), "b7ad6b7169203331");
  EXPECT_TRUE(context->sampled);
  EXPECT_EQ(context->traceparent(), parent);
}

TEST(TraceContext, later_versions_are_read_by_their_known_part) {
  EXPECT_TRUE(parse_traceparent("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-is-new"));
  EXPECT_FALSE(parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-is-new"));
}

TEST(TraceContext, broken_traceparent_is_refused) {
  for (const auto* text : {"", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                           "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                           "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                           "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                           "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"}) {
    EXPECT_FALSE(parse_traceparent(text)) << text;
  }
}

TEST(TraceContext, b3_is_understood_in_both_forms) {
  const auto single = parse_b3("80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1-05e3ac9a4f6e3b90");
  ASSERT_TRUE(single);
  EXPECT_EQ(single->trace_id(), "80f198ee56343ba864fe8b2a57d3eff7");
  EXPECT_TRUE(single->sampled);
  const auto several = parse_b3("64fe8b2a57d3eff7", "e457b5a2e4d86bd1", "0", "");
  ASSERT_TRUE(several);
  EXPECT_EQ(several->trace_id(), "000000000000000064fe8b2a57d3eff7");
  EXPECT_FALSE(several->sampled);
  EXPECT_FALSE(parse_b3("0"));
}

TEST(TraceContext, child_keeps_the_trace_and_changes_the_span) {
  const auto context = TraceContext::make(true);
  const auto child = context.child();
  EXPECT_EQ(child.trace_id(), context.trace_id());
  EXPECT_NE(child.span, context.span);
  EXPECT_TRUE(child.valid());
}

}  // namespace
}  // namespace plaza
