#include "platform/telemetry/in_flight.hpp"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace plaza::telemetry {
namespace {

SteadyTime at(int second) {
  return SteadyTime{std::chrono::seconds{second}};
}

TEST(InFlight, lists_what_has_begun_and_not_ended_oldest_first) {
  InFlight in_flight(2);
  RequestContext context;
  context.request_id = "r-1";
  const auto first = in_flight.begin(0, "GET", "/a", context, at(3));
  const auto second = in_flight.begin(1, "GET", "/b", context, at(1));
  const auto third = in_flight.begin(0, "POST", "/c", context, at(2));
  const auto all = in_flight.list();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].route, "/b");
  EXPECT_EQ(all[1].method, "POST");
  EXPECT_EQ(all[2].request_id, "r-1");
  in_flight.end(0, first);
  in_flight.end(1, second);
  ASSERT_EQ(in_flight.list().size(), 1U);
  EXPECT_EQ(in_flight.list()[0].route, "/c");
  in_flight.end(0, third);
  EXPECT_TRUE(in_flight.list().empty());
}

TEST(InFlight, places_are_used_again) {
  InFlight in_flight(1);
  const auto first = in_flight.begin(0, "GET", "/a", {}, at(1));
  in_flight.end(0, first);
  EXPECT_EQ(in_flight.begin(0, "GET", "/b", {}, at(2)), first);
}

TEST(InFlight, can_be_read_while_workers_serve) {
  InFlight in_flight(1);
  std::atomic<bool> done = false;
  std::thread worker([&] {
    for (int i = 0; i < 20'000; ++i) in_flight.end(0, in_flight.begin(0, "GET", "/a", {}, at(i)));
    done = true;
  });
  while (!done) EXPECT_LE(in_flight.list().size(), 1U);
  worker.join();
}

}  // namespace
}  // namespace plaza::telemetry
