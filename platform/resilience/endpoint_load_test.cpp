#include <array>

#include <gtest/gtest.h>

#include "platform/resilience/endpoint.hpp"
#include "platform/resilience/power_of_two.hpp"

namespace plaza::resilience {
namespace {

using namespace std::chrono_literals;

const SteadyTime start{1h};

TEST(PeakEwma, rises_within_a_few_slow_calls_and_falls_with_time) {
  PeakEwma latency(1s);
  latency.observe(1ms, start);
  auto now = start;
  for (int i = 0; i < 5; ++i) latency.observe(100ms, now += 1ms);
  EXPECT_GT(latency.value_ms(now), 80);
  for (int i = 0; i < 5; ++i) latency.observe(1ms, now += 1ms);
  EXPECT_GT(latency.value_ms(now), 70) << "good news is believed later";
  for (int i = 0; i < 500; ++i) latency.observe(1ms, now += 10ms);
  EXPECT_LT(latency.value_ms(now), 2);
}

TEST(PeakEwma, fades_while_nobody_calls) {
  PeakEwma latency(1s);
  for (int i = 0; i < 20; ++i) latency.observe(100ms, start);
  EXPECT_LT(latency.value_ms(start + 10s), 0.1);
}

TEST(EndpointLoad, calls_in_flight_and_latency_make_the_cost) {
  EndpointLoad idle({});
  EndpointLoad busy({});
  for (auto* load : {&idle, &busy}) load->record({Code::ok, 10ms}, start);
  busy.begin();
  EXPECT_DOUBLE_EQ(busy.cost(start), 2 * idle.cost(start));
  busy.end();
  EXPECT_DOUBLE_EQ(busy.cost(start), idle.cost(start));
}

TEST(EndpointLoad, quick_failures_and_refusals_make_an_endpoint_dear_up_to_a_limit) {
  for (const auto& outcome : {Outcome{Code::unavailable, 0ms}, Outcome{.code = Code::unavailable, .shed = true}}) {
    EndpointLoad load({.decay = 1s, .penalty_max = 250ms});
    load.record({Code::ok, 10ms}, start);
    const auto before = load.cost(start);
    load.record(outcome, start);
    EXPECT_GT(load.cost(start), before);
    for (int i = 0; i < 1'000; ++i) load.record(outcome, start);
    EXPECT_NEAR(load.latency_ms(start), 250, 1);
  }
}

TEST(EndpointLoad, an_answer_that_refuses_the_callers_input_is_an_answer) {
  EndpointLoad load({});
  load.record({Code::not_found, 10ms}, start);
  EXPECT_NEAR(load.latency_ms(start), 10, 0.1);
}

TEST(PowerOfTwo, the_dearest_of_three_is_never_picked_and_the_others_are) {
  const std::array<double, 3> costs{1, 2, 3};
  std::array<int, 3> picked{};
  RandomSource random(1);
  const std::array<std::size_t, 3> candidates{0, 1, 2};
  for (int i = 0; i < 3'000; ++i) {
    ++picked[pick_of_two<std::size_t>(candidates, [&](std::size_t one) { return costs[one]; }, random)];
  }
  EXPECT_NEAR(picked[0], 2'000, 150);
  EXPECT_NEAR(picked[1], 1'000, 150);
  EXPECT_EQ(picked[2], 0);
}

TEST(PowerOfTwo, one_candidate_is_the_choice) {
  RandomSource random(1);
  const std::array<int, 1> only{7};
  EXPECT_EQ(pick_of_two<int>(only, [](int) { return 1.0; }, random), 7);
}

TEST(RandomSource, the_same_seed_gives_the_same_choices_and_they_are_even) {
  RandomSource one(5);
  RandomSource other(5);
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto value = one.unit();
    EXPECT_EQ(value, other.unit());
    sum += value;
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 0.01);
}

}  // namespace
}  // namespace plaza::resilience
