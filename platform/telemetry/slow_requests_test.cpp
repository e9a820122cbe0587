#include "platform/telemetry/slow_requests.hpp"

#include <gtest/gtest.h>

namespace plaza::telemetry {
namespace {

SlowRequests::Entry entry(std::string route) {
  SlowRequests::Entry made;
  made.route = std::move(route);
  return made;
}

TEST(SlowRequests, slow_is_what_takes_longer_than_the_threshold_of_now) {
  SlowRequests slow({.threshold = milliseconds{10}});
  EXPECT_FALSE(slow.is_slow(milliseconds{10}));
  EXPECT_TRUE(slow.is_slow(milliseconds{11}));
  slow.set_threshold(milliseconds{20});
  EXPECT_FALSE(slow.is_slow(milliseconds{11}));
}

TEST(SlowRequests, the_latest_are_kept_and_come_first) {
  SlowRequests slow({.kept_max = 2});
  for (const auto* route : {"/a", "/b", "/c"}) slow.record(entry(route));
  const auto all = slow.list();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].route, "/c");
  EXPECT_EQ(all[1].route, "/b");
}

}  // namespace
}  // namespace plaza::telemetry
