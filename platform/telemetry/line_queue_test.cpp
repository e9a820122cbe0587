#include "platform/telemetry/line_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::telemetry {
namespace {

using testing::ElementsAre;

TEST(LineQueue, keeps_the_order_and_tells_when_to_wake_the_writer) {
  LineQueue queue(100);
  EXPECT_TRUE(queue.push("a\n"));
  EXPECT_FALSE(queue.push("b\n"));
  EXPECT_THAT(queue.take(), ElementsAre("a\n", "b\n"));
  EXPECT_TRUE(queue.push("c\n"));
}

TEST(LineQueue, the_oldest_chunks_make_room_and_their_lines_are_counted) {
  LineQueue queue(10);
  queue.push("a\nb\nc\n");
  queue.push("d\n");
  queue.push("efgh\n");
  EXPECT_EQ(queue.dropped_lines(), 3U);
  EXPECT_THAT(queue.take(), ElementsAre("d\n", "efgh\n"));
}

TEST(LineQueue, a_chunk_larger_than_the_queue_is_dropped) {
  LineQueue queue(4);
  queue.push("abcdef\n");
  EXPECT_EQ(queue.dropped_lines(), 1U);
  EXPECT_THAT(queue.take(), ElementsAre());
}

TEST(LineQueue, the_memory_of_a_written_chunk_serves_again) {
  LineQueue queue(10'000);
  EXPECT_EQ(queue.take_memory().capacity(), std::string().capacity());
  queue.push(std::string(5'000, 'x') + "\n");
  for (auto& chunk : queue.take()) queue.give_back_memory(std::move(chunk));
  const auto memory = queue.take_memory();
  EXPECT_TRUE(memory.empty());
  EXPECT_GE(memory.capacity(), 5'000U);
  EXPECT_EQ(queue.take_memory().capacity(), std::string().capacity());
}

}  // namespace
}  // namespace plaza::telemetry
