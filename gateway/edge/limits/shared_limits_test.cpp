#include "gateway/edge/limits/shared_limits.hpp"

#include "platform/redis/loopback.hpp"

namespace plaza::gateway {
namespace {

using redis::loopback::eventually;
using redis::loopback::LoneClient;

const resilience::KeyedRateLimitOptions ten_an_hour{.rate = {.requests = 10, .window = milliseconds{3'600'000}}};

// What one gateway has of it.
class Gateway {
 public:
  explicit Gateway(const redis::Options& options)
      : redis_(options),
        limits_(redis_.workers()[0], redis_.client(), redis_.clock(), redis_.metrics(), milliseconds{10}),
        limiter_(limits_.make("read", ten_an_hour)) {
    EXPECT_TRUE(limits_.start());
  }
  ~Gateway() { limits_.stop(); }
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  bool allows(std::string_view client) { return limiter_->take(client, redis_.clock().steady_now()).allowed; }
  bool shares() { return redis_.metrics().exposition().find("\nrate_limits_shared 1\n") != std::string::npos; }

 private:
  LoneClient redis_;
  SharedLimits limits_;
  std::unique_ptr<RateLimiter> limiter_;
};

redis::Options options_for(const redis::TestServer& server) {
  auto options = server.options();
  options.limits.connect_wait = milliseconds{50};
  return options;
}

TEST(SharedLimits, what_one_gateway_has_let_through_another_does_not) {
  redis::TestServer server;
  Gateway first(options_for(server));
  Gateway second(options_for(server));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(first.allows("ada"));
  EXPECT_FALSE(first.allows("ada"));
  ASSERT_TRUE(eventually([&] { return server.number({"EXISTS", "{limits}:read:ada"}) == 1; }));
  // It learns when it tells of its own: one request at least.
  EXPECT_TRUE(eventually([&] { return !second.allows("ada"); }));
  EXPECT_TRUE(second.allows("eve"));
}

TEST(SharedLimits, while_redis_is_away_each_gateway_counts_for_itself_and_tells_of_it_later) {
  redis::TestServer server;
  Gateway first(options_for(server));
  ASSERT_TRUE(first.allows("eve"));
  ASSERT_TRUE(eventually([&] { return first.shares(); }));
  server.kill();
  ASSERT_TRUE(eventually([&] {
    static_cast<void>(first.allows("somebody"));
    return !first.shares();
  }));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(first.allows("ada"));
  EXPECT_FALSE(first.allows("ada"));
  server.start();
  ASSERT_TRUE(eventually([&] { return server.number({"EXISTS", "{limits}:read:ada"}) == 1; }));
  Gateway second(options_for(server));
  EXPECT_TRUE(eventually([&] { return !second.allows("ada"); }));
}

}  // namespace
}  // namespace plaza::gateway
