#include "platform/resilience/queue_deadline.hpp"

#include <gtest/gtest.h>

namespace plaza::resilience {
namespace {

using namespace std::chrono_literals;

class QueueWait : public testing::Test {
 protected:
  // A second in which work waits `waited`; how much of a hundred was shed.
  int second_of(Duration waited) {
    int shed = 0;
    for (int i = 0; i < 100; ++i, now_ += 10ms) shed += queue_.passed(waited, now_) ? 1 : 0;
    return shed;
  }

  SteadyTime now_{1h};
  QueueDeadline queue_{{.target = 5ms, .interval = 100ms}};
};

TEST_F(QueueWait, a_burst_may_wait) {
  EXPECT_FALSE(queue_.passed(1ms, now_));
  EXPECT_FALSE(queue_.passed(90ms, now_ + 10ms));
  EXPECT_TRUE(queue_.passed(101ms, now_ + 20ms));
}

TEST_F(QueueWait, a_queue_that_stands_is_shed_after_an_interval) {
  const auto shed = second_of(50ms);
  EXPECT_TRUE(queue_.standing());
  EXPECT_GE(shed, 85);
  EXPECT_LT(shed, 100);
}

TEST_F(QueueWait, short_waits_are_never_shed) {
  EXPECT_EQ(second_of(9ms), 0);
  EXPECT_EQ(second_of(0ms), 0);
}

TEST_F(QueueWait, a_queue_that_moves_again_is_trusted_after_an_interval) {
  second_of(50ms);
  second_of(1ms);
  EXPECT_FALSE(queue_.standing());
  EXPECT_FALSE(queue_.passed(50ms, now_));
}

}  // namespace
}  // namespace plaza::resilience
