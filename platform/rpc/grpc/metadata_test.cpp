#include "platform/rpc/grpc/metadata.hpp"

#include <gtest/gtest.h>

namespace plaza::rpc {
namespace {

using namespace std::chrono_literals;

TEST(GrpcTimeout, is_read_in_all_units) {
  EXPECT_EQ(parse_grpc_timeout("2H"), 2h);
  EXPECT_EQ(parse_grpc_timeout("3M"), 3min);
  EXPECT_EQ(parse_grpc_timeout("4S"), 4s);
  EXPECT_EQ(parse_grpc_timeout("5m"), 5ms);
  EXPECT_EQ(parse_grpc_timeout("6000u"), 6ms);
  EXPECT_EQ(parse_grpc_timeout("7000000n"), 7ms);
  EXPECT_EQ(parse_grpc_timeout("99999999H"), 99'999'999h);
}

TEST(GrpcTimeout, that_is_none_is_refused) {
  for (const auto* text : {"", "5", "m", "5x", "-5m", "+5m", "5.0m", "999999999m", "5 m"}) {
    EXPECT_FALSE(parse_grpc_timeout(text)) << text;
  }
}

TEST(GrpcTimeout, is_written_in_at_most_eight_digits) {
  EXPECT_EQ(to_grpc_timeout(0ms), "0m");
  EXPECT_EQ(to_grpc_timeout(99'999'999ms), "99999999m");
  EXPECT_EQ(to_grpc_timeout(100'000'000ms), "100000S");
  EXPECT_EQ(to_grpc_timeout(milliseconds::max()), "99999999S");
}

TEST(GrpcMetadata, come_back_as_they_were) {
  RequestContext context;
  context.trace = TraceContext::make(true);
  context.request_id = "r-1";
  context.identity = {.subject = "台北 %", .scopes = {"operator", "sticker:check"}};
  const MetadataFields fields(context, 250ms);
  CallMetadata read;
  EXPECT_TRUE(read.take(timeout_field, fields.timeout));
  EXPECT_TRUE(read.take(trace_field, fields.trace));
  EXPECT_TRUE(read.take(request_id_field, fields.request_id));
  EXPECT_TRUE(read.take(subject_field, fields.subject));
  EXPECT_TRUE(read.take(scopes_field, fields.scopes));
  EXPECT_TRUE(read.take("user-agent", "anything"));
  const SteadyTime now{1h};
  const auto back = to_context(std::move(read), now, {});
  EXPECT_EQ(back.trace, context.trace);
  EXPECT_EQ(back.request_id, context.request_id);
  EXPECT_EQ(back.identity.subject, context.identity.subject);
  EXPECT_EQ(back.identity.scopes, context.identity.scopes);
  EXPECT_EQ(back.remaining(now), 250ms);
}

TEST(GrpcMetadata, without_a_deadline_or_with_too_long_a_one_get_the_servers) {
  const SteadyTime now{1h};
  EXPECT_EQ(to_context({}, now, {}).remaining(now), DeadlineLimits{}.timeout);
  EXPECT_EQ(to_context({.timeout = 99'999'999h}, now, {}).remaining(now), DeadlineLimits{}.timeout_max);
}

TEST(GrpcMetadata, that_are_too_long_or_too_many_are_refused) {
  CallMetadata read;
  EXPECT_FALSE(read.take(subject_field, std::string(2'000, 'x')));
  std::string many;
  for (int i = 0; i < 100; ++i) many += "scope ";
  EXPECT_FALSE(read.take(scopes_field, many));
}

}  // namespace
}  // namespace plaza::rpc
