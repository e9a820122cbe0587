#include "platform/rpc/decorators/deadline_channel.hpp"

#include <gtest/gtest.h>

#include "platform/rpc/decorators/fake_channel.hpp"

namespace plaza::rpc::testing {
namespace {

using namespace std::chrono_literals;

class Deadlines : public ::testing::Test {
 protected:
  RequestContext due_in(milliseconds time) {
    RequestContext context;
    context.deadline = clock_.steady_now() + time;
    return context;
  }
  ManualClock clock_;
  FakeChannel server_{clock_};
  DeadlineChannel channel_{server_, clock_, {.timeout = 1s}};
};

TEST_F(Deadlines, a_call_without_one_gets_the_timeout) {
  EXPECT_EQ(call_through(channel_), Code::ok);
  EXPECT_EQ(server_.last_deadline(), clock_.steady_now() + 1s);
}

TEST_F(Deadlines, an_earlier_one_of_the_caller_travels_along) {
  call_through(channel_, read_method, due_in(300ms));
  EXPECT_EQ(server_.last_deadline(), clock_.steady_now() + 300ms);
}

TEST_F(Deadlines, a_later_one_is_shortened) {
  call_through(channel_, read_method, due_in(5s));
  EXPECT_EQ(server_.last_deadline(), clock_.steady_now() + 1s);
}

TEST_F(Deadlines, a_spent_one_is_refused_before_any_work) {
  EXPECT_EQ(call_through(channel_, read_method, due_in(0ms)), Code::deadline_exceeded);
  EXPECT_EQ(server_.calls(), 0);
}

}  // namespace
}  // namespace plaza::rpc::testing
