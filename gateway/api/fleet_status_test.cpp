#include "gateway/api/fleet_status.hpp"

#include <gmock/gmock.h>

#include "gateway/api/fake_service_test.hpp"

#include "thrift/pharmacy.hpp"

namespace plaza::gateway {
namespace {

using ::testing::HasSubstr;

struct FleetStatusTest : testing::RouteTest {
  FleetStatusTest() {
    Api api;
    route.describe(api);
    // The guard has a test of its own.
    for (auto operation : api.operations()) {
      operation.scope.clear();
      Api open;
      open.add(std::move(operation));
      open.add_routes(router_);
    }
  }
  void put(std::size_t worker, std::string breaker, bool healthy, std::uint32_t in_flight) {
    board.put({.service = "pharmacy",
               .worker = worker,
               .breaker = std::move(breaker),
               .breaker_refused = 2,
               .in_flight = in_flight,
               .limit_refused = 1,
               .retries = 4,
               .last_resolution_failure = {},
               .endpoints = {{.address = "127.0.0.1:9001",
                              .state = "serving",
                              .healthy = healthy,
                              .in_flight = in_flight,
                              .latency_ms = 0.5 * in_flight}}});
  }
  std::string status() {
    const auto response = get("/api/v1/status");
    EXPECT_EQ(response.status, 200U);
    return std::string(response.text());
  }

  rpc::ChannelBoard board;
  telemetry::Metrics metrics_{1};
  Rates rates{metrics_, clock_, workers_[0]};
  FleetStatusRoute route{board, rates, channels_, clock_};
};

TEST_F(FleetStatusTest, the_views_of_all_workers_are_one_service) {
  put(0, "closed", true, 1);
  put(1, "closed", false, 2);
  EXPECT_THAT(status(),
              HasSubstr(R"("services":[{"name":"pharmacy","reachable":true,"breaker":"closed",)"
                        R"("calls":{"perSecond":0,"failedPerSecond":0},"inFlight":3,)"
                        R"("refused":6,"retries":8,"endpoints":[{"address":"127.0.0.1:9001","state":"serving",)"
                        R"("healthy":true,"ejected":false,"inFlight":3,"latencyMs":1}]}])"));
}

TEST_F(FleetStatusTest, the_worst_breaker_is_shown) {
  put(0, "open", true, 0);
  put(1, "closed", true, 0);
  EXPECT_THAT(status(), HasSubstr(R"("reachable":false,"breaker":"open")"));
}

TEST_F(FleetStatusTest, a_service_that_is_away_leaves_its_part_out) {
  EXPECT_EQ(status(), R"({"requests":{"perSecond":0,"failedPerSecond":0},"services":[],"feed":null})");
  service_.answer<pharmacy::GetFeed>([](const auto&) -> Result<pharmacy::wire::Feed> {
    pharmacy::wire::Feed feed;
    feed.source = "there";
    return feed;
  });
  EXPECT_THAT(status(), HasSubstr(R"("feed":{"source":"there")"));
}

}  // namespace
}  // namespace plaza::gateway
