// What an operator can set.
#include <gtest/gtest.h>

#include "platform/resilience/adaptive_limit.hpp"
#include "platform/resilience/circuit_breaker.hpp"
#include "platform/resilience/concurrency_limit.hpp"
#include "platform/resilience/endpoint_set.hpp"
#include "platform/resilience/keyed_rate_limit.hpp"
#include "platform/resilience/queue_deadline.hpp"
#include "platform/resilience/retry_budget.hpp"
#include "platform/resilience/retry_policy.hpp"

namespace plaza::resilience {
namespace {

struct AllOptions {
  AdaptiveLimitOptions adaptive{};
  BreakerOptions breaker{};
  ConcurrencyOptions concurrency{};
  EndpointSetOptions endpoints{};
  KeyedRateLimitOptions rate{};
  QueueDeadlineOptions queue{};
  RetryBudgetOptions budget{};
  RetryOptions retry{};

  void describe(const config::Section& section) {
    adaptive.describe(section.section("adaptive"));
    breaker.describe(section.section("breaker"));
    concurrency.describe(section.section("concurrency"));
    endpoints.describe(section.section("endpoints"));
    rate.describe(section.section("rate"));
    queue.describe(section.section("queue"));
    budget.describe(section.section("budget"));
    retry.describe(section.section("retry"));
  }
};

TEST(Options, are_read_by_their_names) {
  AllOptions options;
  config::Schema schema;
  options.describe({schema, "x"});
  const auto loaded = schema.load("[x.breaker]\nopen_ms = 500\n[x.endpoints.outlier]\nejection_ms = 250\n", "t", {});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(options.breaker.open, milliseconds{500});
  EXPECT_EQ(options.endpoints.outlier.ejection, milliseconds{250});
}

TEST(Options, the_defaults_are_within_their_ranges) {
  AllOptions options;
  config::Schema schema;
  options.describe({schema, "x"});
  const auto printed = schema.print();
  const auto loaded = schema.load(printed, "printed", {});
  EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().message);
}

TEST(Options, a_number_out_of_range_is_refused) {
  AllOptions options;
  config::Schema schema;
  options.describe({schema, "x"});
  EXPECT_FALSE(schema.load("[x.retry]\nattempts_max = 1000\n", "t", {}));
}

}  // namespace
}  // namespace plaza::resilience
