#include "platform/rpc/server_admission.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "platform/resilience/outcome.hpp"

namespace plaza::rpc {
namespace {

using namespace std::chrono_literals;
using resilience::Priority;

AdmissionOptions fixed(std::uint32_t places) {
  AdmissionOptions options;
  options.concurrency = {.initial = places, .min = places, .max = places, .batch_share = 0.5, .health_extra = 1};
  return options;
}

struct Admission : ::testing::Test {
  // What refuses the next call; nothing when it is let in, and stays.
  std::optional<ShedBy> refused_by(Priority priority = Priority::interactive, resilience::Duration waited = 0ms) {
    auto lease = admission.admit(priority, waited, now);
    if (!lease) return lease.error().policy;
    leases.push_back(std::move(*lease));
    return std::nullopt;
  }

  SteadyTime now{1h};
  ServerAdmission admission{fixed(4)};
  std::vector<ServerAdmission::Lease> leases;
};

TEST_F(Admission, batch_is_shed_first_and_health_checks_last) {
  EXPECT_FALSE(refused_by(Priority::batch));
  EXPECT_FALSE(refused_by(Priority::batch));
  EXPECT_EQ(refused_by(Priority::batch), ShedBy::limit);
  EXPECT_FALSE(refused_by());
  EXPECT_FALSE(refused_by());
  EXPECT_EQ(refused_by(), ShedBy::limit);
  EXPECT_FALSE(refused_by(Priority::health));
  leases.pop_back();
  leases.pop_back();
  EXPECT_FALSE(refused_by());
}

TEST_F(Admission, a_rate_is_kept_and_says_when_to_come_back) {
  auto options = fixed(100);
  options.calls_per_second_max = 10;
  admission.change(options);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(refused_by());
  const auto refused = admission.admit(Priority::interactive, 0ms, now);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().policy, ShedBy::rate);
  EXPECT_EQ(refused.error().retry_after, 100ms);
  EXPECT_FALSE(refused_by(Priority::health)) << "health checks are never too many";
  now += 100ms;
  EXPECT_FALSE(refused_by());
  options.calls_per_second_max = 0;
  admission.change(options);
  EXPECT_FALSE(refused_by());
}

TEST_F(Admission, what_has_waited_for_too_long_is_not_begun) {
  EXPECT_FALSE(refused_by(Priority::interactive, 99ms));
  EXPECT_EQ(refused_by(Priority::interactive, 101ms), ShedBy::queue);
  EXPECT_FALSE(refused_by(Priority::health, 101ms));
}

TEST_F(Admission, a_refusal_tells_callers_that_this_is_overload) {
  const auto error = ServerAdmission::Refusal{ShedBy::limit, 1s}.error();
  EXPECT_EQ(error.code, Code::unavailable);
  EXPECT_EQ(error.reason, resilience::reason_overloaded);
  EXPECT_EQ(error.retry_after, 1s);
}

TEST_F(Admission, a_changed_limit_holds_from_then_on) {
  admission.change(fixed(1));
  EXPECT_FALSE(refused_by());
  EXPECT_EQ(refused_by(), ShedBy::limit);
}

}  // namespace
}  // namespace plaza::rpc
