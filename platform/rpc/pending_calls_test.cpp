#include "platform/rpc/pending_calls.hpp"

#include <gtest/gtest.h>

#include "platform/rpc/backoff.hpp"

namespace plaza::rpc {
namespace {

TEST(PendingCalls, calls_are_found_by_their_number_until_taken) {
  PendingCalls calls(1000);
  std::vector<std::int32_t> numbers;
  numbers.reserve(500);
  for (int i = 0; i < 500; ++i) {
    auto* call = calls.add();
    ASSERT_NE(call, nullptr);
    call->position = static_cast<std::uint64_t>(i);
    numbers.push_back(call->seqid);
  }
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    ASSERT_NE(calls.find(numbers[i]), nullptr);
    EXPECT_EQ(calls.find(numbers[i])->position, i);
  }
  calls.take(*calls.find(numbers[7]));
  EXPECT_EQ(calls.find(numbers[7]), nullptr);
  EXPECT_EQ(calls.size(), 499U);
}

TEST(PendingCalls, one_too_many_is_refused) {
  PendingCalls calls(3);
  for (int i = 0; i < 3; ++i) EXPECT_NE(calls.add(), nullptr);
  EXPECT_EQ(calls.add(), nullptr);
}

TEST(PendingCalls, a_number_is_not_used_again_while_another_call_waits_for_long) {
  PendingCalls calls(1000);
  const auto slow = calls.add()->seqid;
  for (int i = 0; i < 100'000; ++i) {
    auto* call = calls.add();
    ASSERT_NE(call->seqid, slow);
    calls.take(*call);
  }
  EXPECT_NE(calls.find(slow), nullptr);
}

TEST(PendingCalls, what_is_due_is_taken_and_the_next_deadline_is_known) {
  PendingCalls calls(10);
  const SteadyTime start{std::chrono::hours{1}};
  for (int i = 1; i <= 3; ++i) calls.add()->deadline = start + milliseconds{i};
  EXPECT_EQ(calls.next_deadline(), start + milliseconds{1});
  EXPECT_EQ(calls.take_expired(start + milliseconds{2}).size(), 2U);
  EXPECT_EQ(calls.next_deadline(), start + milliseconds{3});
  EXPECT_EQ(calls.take_all().size(), 1U);
  EXPECT_EQ(calls.next_deadline(), SteadyTime::max());
}

TEST(Backoff, the_ceiling_doubles_up_to_the_longest_and_starts_again_after_a_success) {
  Backoff backoff(milliseconds{10}, milliseconds{35});
  const auto largest = [](std::int64_t ceiling) { return static_cast<std::uint64_t>(ceiling); };
  EXPECT_EQ(backoff.next(largest(10)), milliseconds{10});
  EXPECT_EQ(backoff.next(largest(20)), milliseconds{20});
  EXPECT_EQ(backoff.next(largest(35)), milliseconds{35});
  EXPECT_EQ(backoff.next(largest(36)), milliseconds{0});
  backoff.reset();
  EXPECT_EQ(backoff.next(largest(11)), milliseconds{0});
}

}  // namespace
}  // namespace plaza::rpc
