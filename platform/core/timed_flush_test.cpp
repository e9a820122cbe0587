#include "platform/core/timed_flush.hpp"

#include <gtest/gtest.h>

namespace plaza {
namespace {

TEST(TimedFlush, what_is_asked_for_often_is_done_once) {
  asio::io_context io;
  int flushed = 0;
  TimedFlush flush(io.get_executor(), milliseconds{1}, [&] { ++flushed; });
  for (int i = 0; i < 3; ++i) flush.request();
  EXPECT_EQ(flushed, 0);
  io.run();
  EXPECT_EQ(flushed, 1);
}

TEST(TimedFlush, can_be_asked_again_afterwards) {
  asio::io_context io;
  int flushed = 0;
  TimedFlush flush(io.get_executor(), milliseconds{1}, [&] { ++flushed; });
  for (int i = 0; i < 2; ++i) {
    flush.request();
    io.run();
    io.restart();
  }
  EXPECT_EQ(flushed, 2);
}

TEST(TimedFlush, nothing_is_called_once_it_is_gone) {
  asio::io_context io;
  int flushed = 0;
  {
    TimedFlush flush(io.get_executor(), milliseconds{1}, [&] { ++flushed; });
    flush.request();
  }
  io.run();
  EXPECT_EQ(flushed, 0);
}

}  // namespace
}  // namespace plaza
