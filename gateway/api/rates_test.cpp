#include "gateway/api/rates.hpp"

#include <gtest/gtest.h>

#include "platform/core/worker.hpp"

namespace plaza::gateway {
namespace {

struct RatesTest : testing::Test {
  void answer(int times, const std::string& status) {
    metrics.counter("http_requests_total", "", {{"method", "GET"}, {"route", "/"}, {"status", status}}).add(0, times);
  }
  void call(const std::string& service, int times, const std::string& code) {
    metrics.counter("rpc_client_requests_total", "", {{"service", service}, {"method", "get"}, {"code", code}})
        .add(0, times);
  }
  void second() {
    clock.advance(std::chrono::seconds(1));
    rates.read();
  }

  ManualClock clock;
  telemetry::Metrics metrics{1};
  Workers workers{1};
  Rates rates{metrics, clock, workers[0]};
};

TEST_F(RatesTest, there_is_none_before_the_second_reading) {
  answer(5, "200");
  rates.read();
  EXPECT_EQ(rates.requests().per_second, 0);
}

TEST_F(RatesTest, requests_of_all_routes_count_and_those_of_500_and_above_have_failed) {
  rates.read();
  answer(20, "200");
  answer(6, "404");
  answer(4, "503");
  second();
  second();
  EXPECT_EQ(rates.requests().per_second, 15);
  EXPECT_EQ(rates.requests().failed_per_second, 2);
}

TEST_F(RatesTest, calls_count_for_their_service_and_only_its_own_faults_as_failed) {
  rates.read();
  call("orders", 3, "OK");
  call("orders", 1, "NOT_FOUND");
  call("orders", 2, "UNAVAILABLE");
  call("shipping", 7, "OK");
  second();
  EXPECT_EQ(rates.calls("orders").per_second, 6);
  EXPECT_EQ(rates.calls("orders").failed_per_second, 2);
  EXPECT_EQ(rates.calls("shipping").per_second, 7);
  EXPECT_EQ(rates.calls("sticker").per_second, 0);
}

TEST_F(RatesTest, what_was_more_than_ten_seconds_ago_is_forgotten) {
  rates.read();
  answer(1000, "200");
  second();
  EXPECT_EQ(rates.requests().per_second, 1000);
  for (int i = 0; i < 10; ++i) second();
  EXPECT_EQ(rates.requests().per_second, 0);
}

}  // namespace
}  // namespace plaza::gateway
