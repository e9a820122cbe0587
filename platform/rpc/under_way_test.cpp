#include "platform/rpc/under_way.hpp"

#include <deque>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace plaza::rpc {
namespace {

using Marks = std::vector<std::optional<UnderWay::Mark>>;

asio::awaitable<void> begin_behind(UnderWay& under_way, SteadyTime until, Marks& ended) {
  ended.push_back(co_await under_way.begin_behind("k", until));
}

const SteadyTime never = SteadyTime::max();

struct UnderWayNames : testing::Test {
  void start(SteadyTime until) {
    // A signal is for one.
    asio::co_spawn(io, begin_behind(under_way, until, marks),
                   asio::bind_cancellation_slot(leave.emplace_back().slot(), asio::detached));
    io.poll();
    io.restart();
  }
  void run() {
    io.poll();
    io.restart();
  }

  asio::io_context io;
  std::deque<asio::cancellation_signal> leave;
  UnderWay under_way;
  Marks marks;
};

TEST_F(UnderWayNames, a_name_is_taken_while_its_mark_lives) {
  auto first = under_way.begin("k");
  ASSERT_TRUE(first);
  EXPECT_FALSE(under_way.begin("k"));
  EXPECT_TRUE(under_way.begin("other"));
  first.reset();
  EXPECT_TRUE(under_way.begin("k"));
}

TEST_F(UnderWayNames, a_free_name_is_not_waited_for) {
  start(never);
  ASSERT_EQ(marks.size(), 1);
  EXPECT_TRUE(marks[0]);
  EXPECT_FALSE(under_way.begin("k"));
}

TEST_F(UnderWayNames, those_who_wait_for_a_name_get_it_one_after_the_other) {
  auto first = under_way.begin("k");
  start(never);
  start(never);
  EXPECT_TRUE(marks.empty());
  first.reset();
  run();
  ASSERT_EQ(marks.size(), 1);
  EXPECT_TRUE(marks[0]);
  marks[0].reset();
  run();
  ASSERT_EQ(marks.size(), 2);
  EXPECT_TRUE(marks[1]);
}

TEST_F(UnderWayNames, whose_time_is_over_gets_nothing) {
  const auto first = under_way.begin("k");
  start(std::chrono::steady_clock::now());
  ASSERT_EQ(marks.size(), 1);
  EXPECT_FALSE(marks[0]);
}

TEST_F(UnderWayNames, who_leaves_gets_nothing_and_takes_no_name) {
  auto first = under_way.begin("k");
  start(never);
  leave.front().emit(asio::cancellation_type::terminal);
  run();
  first.reset();
  EXPECT_TRUE(under_way.begin("k"));
  for (const auto& mark : marks) EXPECT_FALSE(mark);
}

}  // namespace
}  // namespace plaza::rpc
