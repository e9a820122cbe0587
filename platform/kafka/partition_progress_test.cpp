#include "platform/kafka/partition_progress.hpp"

#include <gtest/gtest.h>

namespace plaza::kafka {
namespace {

class PartitionProgressTest : public testing::Test {
 protected:
  bool receive(std::int64_t offset) { return progress_.received(offset, SystemTime{milliseconds{offset}}, 10); }
  PartitionProgress progress_;
};

TEST_F(PartitionProgressTest, nothing_is_known_before_the_first_record) {
  EXPECT_EQ(progress_.position(), std::nullopt);
  EXPECT_EQ(progress_.oldest(), std::nullopt);
}

TEST_F(PartitionProgressTest, the_position_waits_for_the_oldest) {
  for (const auto offset : {5, 6, 7}) EXPECT_TRUE(receive(offset));
  progress_.finished(6);
  progress_.finished(7);
  EXPECT_EQ(progress_.position(), 5);
  EXPECT_EQ(progress_.unfinished(), 1);
  EXPECT_EQ(progress_.unfinished_bytes(), 10);
  EXPECT_EQ(progress_.window(), 3);
  progress_.finished(5);
  EXPECT_EQ(progress_.position(), 8);
  EXPECT_EQ(progress_.window(), 0);
}

TEST_F(PartitionProgressTest, gaps_are_passed_over) {
  for (const auto offset : {1, 4, 9}) EXPECT_TRUE(receive(offset));
  progress_.finished(1);
  EXPECT_EQ(progress_.position(), 4);
  progress_.finished(9);
  progress_.finished(4);
  EXPECT_EQ(progress_.position(), 10);
}

TEST_F(PartitionProgressTest, a_record_that_comes_again_is_not_noted) {
  EXPECT_TRUE(receive(1));
  EXPECT_FALSE(receive(1));
  progress_.finished(1);
  EXPECT_FALSE(receive(1));
  EXPECT_TRUE(receive(2));
  EXPECT_EQ(progress_.position(), 2);
}

TEST_F(PartitionProgressTest, what_was_finished_twice_or_never_came_changes_nothing) {
  EXPECT_TRUE(receive(1));
  EXPECT_TRUE(receive(2));
  progress_.finished(2);
  progress_.finished(2);
  progress_.finished(7);
  EXPECT_EQ(progress_.unfinished(), 1);
  EXPECT_EQ(progress_.position(), 1);
}

TEST_F(PartitionProgressTest, the_oldest_unfinished_tells_how_far_behind_it_is) {
  for (const auto offset : {1, 2}) EXPECT_TRUE(receive(offset));
  EXPECT_EQ(progress_.oldest(), SystemTime{milliseconds{1}});
  progress_.finished(1);
  EXPECT_EQ(progress_.oldest(), SystemTime{milliseconds{2}});
}

}  // namespace
}  // namespace plaza::kafka
