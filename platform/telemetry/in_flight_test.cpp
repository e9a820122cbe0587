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
  const auto second = in_flight.begin(0, "GET", "/b", {}, at(2));
  EXPECT_EQ(first.place(), nullptr);
  first.set("long gone");
  in_flight.end(0, first);
  second.set("handling");
  ASSERT_EQ(in_flight.list().size(), 1U);
  EXPECT_EQ(in_flight.list()[0].step, "handling");
}

TEST(InFlight, tells_the_step_of_a_request) {
  static constexpr std::string_view service = "pharmacy";
  static constexpr std::string_view method = "search";
  InFlight in_flight(1);
  RequestContext context;
  context.activity = in_flight.begin(0, "GET", "/a", context, at(1));
  EXPECT_EQ(in_flight.list()[0].step, "reading");
  const auto of_the_call = context;
  of_the_call.activity.set("calling", service, method);
  EXPECT_EQ(in_flight.list()[0].step, "calling pharmacy.search");
  context.activity.set("writing");
  EXPECT_EQ(in_flight.list()[0].step, "writing");
  RequestContext{}.activity.set("shown nowhere");
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
