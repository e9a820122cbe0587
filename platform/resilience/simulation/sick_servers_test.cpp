// Channels to servers that are slow, dead, half-open, flapping, or lying about their health.
#include <cmath>
#include <memory>

#include <gtest/gtest.h>

#include "platform/resilience/simulation/simulated_client.hpp"
#include "platform/resilience/simulation/traffic.hpp"

namespace plaza::resilience::simulation {
namespace {

using namespace std::chrono_literals;

// A service of some servers, each good for 2,000 calls a second, and one process that calls it.
class Service {
 public:
  Service(EventQueue& events, std::size_t servers, double per_second, const ClientOptions& options = {},
          bool servers_lie = false)
      : events_(events),
        servers_(make(events, servers)),
        client_(events, options, by_address()),
        traffic_(events, per_second, 7, [this](const SimulatedClient::Done& done) { client_.call(done); }) {
    client_.check_health(servers_lie);
  }

  ~Service() {
    events_.drop_all();
    for (const auto& server : servers_) server->drop_all();
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  SimulatedServer& server(std::size_t index) { return *servers_[index]; }
  SimulatedClient& client() { return client_; }
  Seen run(Duration time) {
    traffic_.take_seen();
    events_.run_for(time);
    return traffic_.take_seen();
  }
  Traffic& traffic() { return traffic_; }
  [[nodiscard]] std::vector<std::uint64_t> calls() const {
    std::vector<std::uint64_t> calls;
    calls.reserve(servers_.size());
    for (const auto& server : servers_) calls.push_back(server->calls());
    return calls;
  }
  [[nodiscard]] std::uint64_t all_calls() const {
    std::uint64_t sum = 0;
    for (const auto count : calls()) sum += count;
    return sum;
  }
  void all_become(Condition condition) {
    for (const auto& server : servers_) server->become(condition);
  }

 private:
  static std::vector<std::unique_ptr<SimulatedServer>> make(EventQueue& events, std::size_t count) {
    std::vector<std::unique_ptr<SimulatedServer>> servers;
    servers.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      servers.push_back(std::make_unique<SimulatedServer>(events, ServerOptions{}, 100 + i));
    }
    return servers;
  }
  std::map<std::string, SimulatedServer*> by_address() {
    std::map<std::string, SimulatedServer*> by_address;
    for (const auto& server : servers_) by_address.emplace("10.0.0." + std::to_string(by_address.size()), server.get());
    return by_address;
  }

  EventQueue& events_;
  std::vector<std::unique_ptr<SimulatedServer>> servers_;
  SimulatedClient client_;
  Traffic traffic_;
};

// Seconds until 99 % of a quarter of a second's calls are served.
double seconds_to_recover(Service& service) {
  for (int quarters = 1; quarters <= 240; ++quarters) {
    if (service.run(250ms).served_share() >= 0.99) return quarters * 0.25;
  }
  return 60;
}

TEST(Balance, healthy_servers_get_the_same_within_a_tenth) {
  for (const std::size_t servers : {2UL, 3UL, 6UL}) {
    EventQueue events;
    Service service(events, servers, 1'000.0 * static_cast<double>(servers));
    service.run(10s);
    const double fair = static_cast<double>(service.all_calls()) / static_cast<double>(servers);
    for (const auto calls : service.calls()) EXPECT_NEAR(static_cast<double>(calls), fair, 0.1 * fair) << servers;
  }
}

TEST(Balance, a_server_half_as_fast_gets_less) {
  EventQueue events;
  Service service(events, 3, 3'000);
  service.server(0).become_slower(2);
  service.run(10s);
  EXPECT_LT(service.calls()[0], 0.7 * static_cast<double>(service.calls()[1]));
}

TEST(SickServer, while_one_of_three_is_slow_hardly_a_call_waits_for_it) {
  EventQueue events;
  Service service(events, 3, 2'000);
  const auto before = service.run(10s);
  service.server(0).become_slower(100);
  service.run(2s);
  const auto during = service.run(20s);
  EXPECT_GE(during.served_share(), 0.99);
  EXPECT_LE(during.percentile_ms(0.5), 1.5 * before.percentile_ms(0.5));
  EXPECT_LE(during.percentile_ms(0.95), 1.5 * before.percentile_ms(0.95));
  service.server(0).become_slower(1);
  service.run(10s);
  const auto calls_before = service.calls()[0];
  service.run(10s);
  EXPECT_GE(service.calls()[0] - calls_before, 4'000U) << "it is given work again";
}

// bars.md: others' p99 unchanged ± 20 % when one service is slow or dead.
TEST(SickServer, a_service_that_is_slow_or_dead_leaves_the_others_as_they_were) {
  for (const auto condition : {Condition::dead, Condition::silent, Condition::failing}) {
    EventQueue events;
    Service sick(events, 3, 1'000);
    Service other(events, 3, 2'000);
    const auto before = other.run(10s);
    sick.all_become(condition);
    const auto during = other.run(10s);
    EXPECT_NEAR(during.percentile_ms(0.99), before.percentile_ms(0.99), 0.2 * before.percentile_ms(0.99));
    EXPECT_EQ(during.failed, 0U);
    // What waits for the sick one is bounded: the breaker ends it long before the concurrency limit.
    EXPECT_LE(sick.client().in_flight(), 600U);
  }
}

struct SickCase {
  const char* name;
  Condition condition;
  bool lies;
  double served_share_least;  // of the first ten seconds
};

class OneOfThree : public testing::TestWithParam<SickCase> {};

TEST_P(OneOfThree, costs_few_calls_and_comes_back_to_its_share_within_10_s) {
  const auto& sick = GetParam();
  EventQueue events;
  Service service(events, 3, 1'500, {}, sick.lies);
  service.run(10s);
  service.server(0).become(sick.condition);
  const auto during = service.run(10s);
  EXPECT_GE(during.served_share(), sick.served_share_least);
  const auto later = service.run(20s);
  EXPECT_GE(later.served_share(), 0.995);
  service.server(0).become(Condition::well);
  service.run(10s);
  const auto before = service.calls()[0];
  const auto well = service.run(10s);
  EXPECT_EQ(well.failed, 0U);
  EXPECT_NEAR(static_cast<double>(service.calls()[0] - before), 5'000, 1'000);
}

INSTANTIATE_TEST_SUITE_P(sick, OneOfThree,
                         testing::Values(SickCase{"dead", Condition::dead, false, 0.999},
                                         SickCase{"silent", Condition::silent, false, 0.97},
                                         SickCase{"failing", Condition::failing, false, 0.99},
                                         SickCase{"dead_and_lying", Condition::dead, true, 0.999},
                                         SickCase{"silent_and_lying", Condition::silent, true, 0.97},
                                         SickCase{"failing_and_lying", Condition::failing, true, 0.99}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(SickServer, one_that_flaps_every_second_costs_few_calls) {
  EventQueue events;
  Service service(events, 3, 1'500, {}, true);
  service.run(5s);
  Seen seen;
  for (int i = 0; i < 20; ++i) {
    service.server(0).become(i % 2 == 0 ? Condition::failing : Condition::well);
    const auto part = service.run(1s);
    seen.asked += part.asked;
    seen.served += part.served;
  }
  EXPECT_GE(seen.served_share(), 0.99);
}

// bars.md: load on a sick service at most 1.2 ×.
TEST(RetryStorm, a_service_that_is_down_gets_no_more_than_its_share_of_retries) {
  for (const auto condition : {Condition::dead, Condition::silent, Condition::failing}) {
    EventQueue events;
    Service service(events, 3, 1'000);
    service.run(10s);
    const auto calls_before = service.all_calls();
    service.all_become(condition);
    const auto during = service.run(30s);
    EXPECT_LE(static_cast<double>(service.all_calls() - calls_before), 1.2 * static_cast<double>(during.asked));
  }
}

TEST(RetryStorm, the_budget_alone_keeps_to_its_share) {
  EventQueue events;
  ClientOptions options{.breaker = std::nullopt};
  Service service(events, 3, 1'000, options);
  service.run(10s);
  const auto calls_before = service.all_calls();
  service.all_become(Condition::dead);
  const auto during = service.run(30s);
  const auto sent = static_cast<double>(service.all_calls() - calls_before);
  EXPECT_LE(sent, (1.2 * static_cast<double>(during.asked)) + options.budget.saved_max);
  EXPECT_GE(sent, 1.19 * static_cast<double>(during.asked));
}

TEST(RetryStorm, a_service_that_was_down_is_used_again_within_10_s) {
  for (const auto condition : {Condition::dead, Condition::silent, Condition::failing}) {
    for (const bool lies : {false, true}) {
      EventQueue events;
      Service service(events, 3, 1'000, {}, lies);
      service.run(5s);
      service.all_become(condition);
      service.run(30s);
      service.all_become(Condition::well);
      EXPECT_LE(seconds_to_recover(service), 10) << static_cast<int>(condition) << lies;
    }
  }
}

}  // namespace
}  // namespace plaza::resilience::simulation
