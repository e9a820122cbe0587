// One process's real channel to real servers that are slow, silent, failing, flapping, or lying about their health; and
// what it must not do to a service that is sick as a whole.
#include <gtest/gtest.h>

#include "platform/rpc/loopback.hpp"

namespace plaza::rpc::loopback {
namespace {

enum class Condition : std::uint8_t { well, failing, slow, silent };

// An instance in a condition that a test decides; its health checks always say that it is well.
class Liar {
 public:
  Liar() : state_(std::make_shared<State>(service_.worker())) {
    service_.server().handle<pharmacy::GetMany>(
        [state = state_](const pharmacy::GetMany::Request& request,
                         const RequestContext&) -> asio::awaitable<Result<pharmacy::GetMany::Reply>> {
          ++state->calls;
          switch (state->condition.load()) {
            case Condition::well:
              break;
            case Condition::failing:
              co_return fail(Code::unavailable, "it is sick");
            case Condition::slow: {
              asio::steady_timer pause(state->executor, milliseconds{100});
              co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
              break;
            }
            case Condition::silent:
              co_await state->never.async_wait(asio::as_tuple(asio::use_awaitable));
          }
          pharmacy::GetMany::Reply reply;
          for (const auto& id : request.ids) reply.pharmacies.emplace_back().id = id;
          co_return reply;
        });
    service_.start();
  }
  ~Liar() {
    run_on(service_.worker(), [state = state_] { state->never.cancel(); });
  }
  Liar(const Liar&) = delete;
  Liar& operator=(const Liar&) = delete;

  void become(Condition condition) { state_->condition = condition; }
  [[nodiscard]] int calls() const { return state_->calls; }
  [[nodiscard]] std::string endpoint() const { return service_.endpoint(); }

 private:
  struct State {
    explicit State(Worker& worker) : executor(worker.executor()), never(executor, SteadyTime::max()) {}
    asio::io_context::executor_type executor;
    asio::steady_timer never;
    std::atomic<Condition> condition = Condition::well;
    std::atomic<int> calls = 0;
  };
  Service service_;
  std::shared_ptr<State> state_;
};

struct OneOfThree : ::testing::Test {
  // Every endpoint has been called.
  bool all_are_used(Load& load) {
    return load.wait_for_successes(100) &&
           eventually([this] { return sick.calls() > 0 && second.calls() > 0 && third.calls() > 0; });
  }
  static ChannelOptions quick() {
    ChannelOptions options;
    // So short a time says something about the server: it answers in well under a millisecond.
    options.choice.set.outlier.patience = milliseconds{0};
    return options;
  }

  Liar sick;
  Liar second;
  Liar third;
  Caller caller{{sick.endpoint(), second.endpoint(), third.endpoint()}, quick()};
};

TEST_F(OneOfThree, that_fails_and_says_it_is_well_costs_next_to_nothing) {
  Load load(caller, 20, milliseconds{5'000});
  ASSERT_TRUE(all_are_used(load));
  sick.become(Condition::failing);
  const int before = sick.calls();
  ASSERT_TRUE(load.wait_for_successes(5'000));
  EXPECT_LT(sick.calls() - before, 250);
  EXPECT_LE(load.failed, 50);
  sick.become(Condition::well);
  const int back = sick.calls();
  EXPECT_TRUE(eventually([&] { return sick.calls() - back > 500; })) << "it is used again";
}

TEST_F(OneOfThree, that_is_slow_gets_few_calls) {
  Load load(caller, 10, milliseconds{5'000});
  ASSERT_TRUE(all_are_used(load));
  sick.become(Condition::slow);
  ASSERT_TRUE(load.wait_for_successes(1'000));
  const int before = sick.calls();
  ASSERT_TRUE(load.wait_for_successes(5'000));
  EXPECT_LT(sick.calls() - before, 500);
  load.stop();
  EXPECT_EQ(load.failed, 0);
}

TEST_F(OneOfThree, that_never_answers_costs_few_calls_their_deadline) {
  Load load(caller, 10, milliseconds{100});
  ASSERT_TRUE(all_are_used(load));
  sick.become(Condition::silent);
  ASSERT_TRUE(load.wait_for_successes(5'000));
  EXPECT_LE(load.failed, 100);
}

TEST_F(OneOfThree, that_flaps_costs_few_calls) {
  Load load(caller, 20, milliseconds{5'000});
  ASSERT_TRUE(all_are_used(load));
  for (int i = 0; i < 10; ++i) {
    sick.become(i % 2 == 0 ? Condition::failing : Condition::well);
    ASSERT_TRUE(load.wait_for_successes(1'000));
  }
  EXPECT_LE(load.failed, 100);
}

// Nothing but the budget stands between the callers and the service.
ChannelOptions without_breaker() {
  ChannelOptions options;
  options.resilience.breaker.calls_min = 100'000;
  options.resilience.retry.policy.backoff = milliseconds{1};
  return options;
}

TEST(RetryStorm, a_sick_service_gets_a_fifth_more_at_most) {
  Liar service;
  const auto options = without_breaker();
  Caller caller({service.endpoint()}, options);
  ASSERT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
  service.become(Condition::failing);
  const int before = service.calls();
  int asked = 0;
  {
    Load load(caller, 20, milliseconds{5'000});
    ASSERT_TRUE(eventually([&] { return load.failed >= 5'000; }));
    load.stop();
    asked = load.failed + load.succeeded;
  }
  const double most = 1.2 * asked + options.resilience.retry.budget.saved_max;
  EXPECT_LE(service.calls() - before, most);
  EXPECT_GT(service.calls() - before, 1.1 * asked) << "retries happen";
}

TEST(RetryStorm, the_breaker_leaves_a_sick_service_in_peace_and_finds_out_when_it_is_well) {
  Liar service;
  ChannelOptions options;
  options.resilience.breaker.open = milliseconds{100};
  Caller caller({service.endpoint()}, options);
  ASSERT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
  service.become(Condition::failing);
  Load load(caller, 20, milliseconds{5'000});
  ASSERT_TRUE(eventually([&] { return load.failed >= 5'000; }));
  EXPECT_LT(service.calls(), 1'000);
  service.become(Condition::well);
  EXPECT_TRUE(load.wait_for_successes(1'000));
}

TEST(Deadlines, a_call_ends_within_50_ms_of_its_deadline_and_no_work_begins_after_it) {
  Liar service;
  Caller caller({service.endpoint()});
  ASSERT_TRUE(caller.ask<pharmacy::GetMany>(ids({"1"})));
  service.become(Condition::silent);
  auto soonest = milliseconds::max();
  // The best of some: what a busy machine adds is not ours.
  for (int i = 0; i < 5; ++i) {
    const auto deadline = std::chrono::steady_clock::now() + milliseconds{50};
    RequestContext context;
    context.deadline = deadline;
    const auto answer = caller.ask<pharmacy::GetMany>(ids({"1"}), context);
    const auto late = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - deadline);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Code::deadline_exceeded);
    soonest = std::min(soonest, late);
  }
  EXPECT_LE(soonest, milliseconds{50});
  const int begun = service.calls();
  EXPECT_FALSE(caller.ask<pharmacy::GetMany>(ids({"1"}), Caller::within(milliseconds{0})));
  EXPECT_EQ(service.calls(), begun);
}

}  // namespace
}  // namespace plaza::rpc::loopback
