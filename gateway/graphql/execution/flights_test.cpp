// Requests of the same words that are under way at the same time, resolvers that are watched, and admission.
#include "gateway/graphql/execution/flights.hpp"

#include <optional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gmock/gmock.h>

#include "gateway/graphql/execution/engine.hpp"

namespace plaza::graphql {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class UnderWay : public testing::Test {
 protected:
  UnderWay() : engine_(schema(), {}) {}

  // Starts a request; its answer comes when the loop has run and `release` was called.
  void ask(std::string_view query, std::string_view same_as, SteadyTime deadline = SteadyTime::max()) {
    const Request request{.query = query, .watcher = watcher_, .same_as = same_as, .deadline = deadline};
    asio::co_spawn(io_, engine_.execute(request, io_.get_executor()),
                   [this](const std::exception_ptr&, Answer answer) { answers_.push_back(std::move(answer)); });
    run();
  }
  void run() {
    io_.restart();
    io_.poll();
  }
  void release(std::optional<Error> failure = {}) {
    failure_ = std::move(failure);
    for (auto* timer : std::exchange(waiting_, {})) timer->cancel();
    run();
  }

  std::shared_ptr<const Schema> schema() {
    auto spec = *read_sdl("type Query { for_all: Int for_one: Int }");
    for (const auto* name : {"for_all", "for_one"}) {
      auto& field = spec.type("Query").field(name);
      field.resolve = AsyncResolver([this](Call) { return resolve(); });
      field.same_for_all = std::string_view(name) == "for_all";
    }
    return *Schema::build(spec);
  }

  asio::awaitable<Result<Loaded>> resolve() {
    ++executed_;
    asio::steady_timer timer(io_, asio::steady_timer::time_point::max());
    waiting_.push_back(&timer);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (failure_) co_return std::unexpected(*failure_);
    co_return Loaded{.keep = nullptr, .write = [](Slot& slot) { slot.integer(7); }};
  }

  std::vector<std::string> bodies() const {
    std::vector<std::string> all;
    all.reserve(answers_.size());
    for (const auto& answer : answers_) all.push_back(answer.body);
    return all;
  }

  asio::io_context io_{1};
  Engine engine_;
  ResolverWatcher* watcher_ = nullptr;
  int executed_ = 0;
  std::vector<asio::steady_timer*> waiting_;
  std::optional<Error> failure_;
  std::vector<Answer> answers_;
};

constexpr auto seven = R"({"data":{"for_all":7}})";

TEST_F(UnderWay, identical_queries_are_executed_once) {
  for (int i = 0; i < 3; ++i) ask("{ for_all }", "same");
  ask("{ for_all }", "other");
  ask("{ for_all }", "");
  EXPECT_EQ(executed_, 3);
  release();
  EXPECT_THAT(bodies(), ElementsAre(seven, seven, seven, seven, seven));
  EXPECT_EQ(std::ranges::count_if(answers_, &Answer::shared), 2);
  ask("{ for_all }", "same");
  EXPECT_EQ(executed_, 4);
  release();
}

TEST_F(UnderWay, what_depends_on_who_asks_is_executed_for_each) {
  ask("{ for_all for_one }", "same");
  ask("{ for_all for_one }", "same");
  EXPECT_EQ(executed_, 4);
  release();
  EXPECT_EQ(answers_.size(), 2U);
}

TEST_F(UnderWay, an_answer_with_errors_is_not_shared) {
  ask("{ for_all }", "same");
  ask("{ for_all }", "same");
  ask("{ for_all }", "same");
  EXPECT_EQ(executed_, 1);
  release(Error{.code = Code::deadline_exceeded, .message = "too late"});
  EXPECT_EQ(executed_, 3);
  release();
  EXPECT_THAT(bodies(), ElementsAre(HasSubstr("DEADLINE_EXCEEDED"), seven, seven));
}

TEST_F(UnderWay, who_cannot_wait_longer_goes_by_itself) {
  ask("{ for_all }", "same");
  ask("{ for_all }", "same", SteadyTime::clock::now() - milliseconds{1});
  EXPECT_EQ(executed_, 2);
  release();
  EXPECT_THAT(bodies(), ElementsAre(seven, seven));
}

struct Watcher final : ResolverWatcher {
  std::uint64_t begun(const Call& call) override {
    names.emplace_back(call.response_name());
    return names.size();
  }
  void ended(std::uint64_t watched_as, const Error* error) override {
    names.push_back(std::to_string(watched_as) + (error == nullptr ? " good" : " " + error->message));
  }
  std::vector<std::string> names;
};

TEST_F(UnderWay, resolvers_that_wait_are_watched) {
  Watcher watcher;
  watcher_ = &watcher;
  ask("{ a: for_all for_one }", "");
  EXPECT_THAT(watcher.names, ElementsAre("a", "for_one"));
  release(Error{.code = Code::unavailable, .message = "away"});
  EXPECT_THAT(watcher.names, ElementsAre("a", "for_one", "1 away", "2 away"));
}

TEST_F(UnderWay, an_operation_that_is_not_admitted_does_nothing) {
  Intent seen;
  const Admission refuse = [&](const Intent& intent) -> Result<void> {
    seen = intent;
    return std::unexpected(Error{
        .code = Code::resource_exhausted, .message = "too often", .reason = "RATE", .retry_after = milliseconds{9}});
  };
  const auto answer = engine_.execute_now({.query = "{ a: for_all b: for_all }", .admission = &refuse});
  EXPECT_EQ(executed_, 0);
  EXPECT_EQ(seen.kind, OperationKind::query);
  EXPECT_EQ(seen.root_fields, 2U);
  EXPECT_EQ(answer.outcome, Outcome::not_admitted);
  EXPECT_EQ(answer.retry_after, milliseconds{9});
  EXPECT_EQ(answer.body,
            R"({"errors":[{"message":"too often","extensions":{"code":"RESOURCE_EXHAUSTED","reason":"RATE"}}]})");
}

}  // namespace
}  // namespace plaza::graphql
