#include "gateway/edge/cache/collapse.hpp"

#include <list>
#include <memory>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace plaza::gateway {
namespace {

using http::AsyncHandler;
using http::Response;

// A handler whose answers come when the test lets them.
class HeldHandler {
 public:
  AsyncHandler handler() {
    return [this](http::Request&) -> asio::awaitable<Response> {
      ++asked;
      asio::steady_timer held(co_await asio::this_coro::executor, SteadyTime::max());
      waiting_.push_back(&held);
      boost::system::error_code ignored;
      co_await held.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      co_return answer;
    };
  }
  void release() {
    for (auto* one : std::exchange(waiting_, {})) one->cancel();
  }

  int asked = 0;
  Response answer = http::json(200, "[1]");

 private:
  std::vector<asio::steady_timer*> waiting_;
};

struct CollapseTest : testing::Test {
  // A read under way.
  struct Read {
    Read(Worker& worker, std::string_view target) : message(http::Method::get, target, 11), request(worker, message) {}
    [[nodiscard]] unsigned status() const { return response ? response->status : 0; }
    http::Request::Message message;
    http::Request request;
    std::optional<Response> response;
  };

  Read& begin(std::string_view target, milliseconds patience = milliseconds{10'000}) {
    auto& read = reads.emplace_back(worker, target);
    read.request.route = "/things";
    read.request.context.deadline = clock.steady_now() + patience;
    asio::co_spawn(worker.io(), shared(read.request), [&read](const std::exception_ptr& thrown, Response response) {
      if (!thrown) read.response = std::move(response);
    });
    settle();
    return read;
  }
  void settle() {
    worker.io().restart();
    worker.io().poll();
  }
  void release() {
    held.release();
    settle();
  }

  SystemClock clock;
  telemetry::Metrics metrics{2};
  HeldHandler held;
  std::list<Read> reads;
  Worker worker{0};
  Collapse collapse{clock, 2, metrics};
  AsyncHandler shared = collapse.around(held.handler());
};

TEST_F(CollapseTest, identical_reads_at_the_same_time_are_fetched_once) {
  for (int i = 0; i < 10; ++i) begin(i % 2 == 0 ? "/things?a=1&b=2" : "/things?b=2&a=1");
  EXPECT_EQ(held.asked, 1);
  release();
  for (const auto& read : reads) EXPECT_EQ(read.response->text(), "[1]");
  EXPECT_EQ(metrics.counter("collapsed_reads_total", "").value(), 9);
}

TEST_F(CollapseTest, other_reads_and_later_ones_are_fetched_by_themselves) {
  begin("/things?a=1");
  begin("/things?a=2");
  EXPECT_EQ(held.asked, 2);
  release();
  begin("/things?a=1");
  EXPECT_EQ(held.asked, 3);
  release();
  EXPECT_EQ(reads.back().status(), 200U);
}

TEST_F(CollapseTest, who_waits_keeps_a_deadline_of_its_own) {
  const auto& first = begin("/things");
  const auto& hasty = begin("/things", milliseconds{1});
  worker.io().restart();
  while (!hasty.response) worker.io().run_one();
  EXPECT_EQ(hasty.status(), 504U);
  EXPECT_EQ(first.status(), 0U);
  release();
  EXPECT_EQ(first.status(), 200U);
}

TEST_F(CollapseTest, when_the_first_fails_the_others_try_once_more_together) {
  for (int i = 0; i < 5; ++i) begin("/things");
  held.answer = http::json(503, "{}");
  release();
  EXPECT_EQ(reads.front().status(), 503U);
  EXPECT_EQ(held.asked, 2);
  held.answer = http::json(200, "[2]");
  release();
  for (auto read = std::next(reads.begin()); read != reads.end(); ++read) EXPECT_EQ(read->status(), 200U);
}

TEST_F(CollapseTest, a_service_that_keeps_failing_is_not_asked_by_everybody) {
  for (int i = 0; i < 20; ++i) begin("/things");
  held.answer = http::json(503, "{}");
  for (int i = 0; i < 5; ++i) release();
  EXPECT_EQ(held.asked, 2);
  for (const auto& read : reads) EXPECT_EQ(read.status(), 503U);
}

TEST_F(CollapseTest, the_deadline_of_the_first_is_not_that_of_the_others) {
  for (int i = 0; i < 3; ++i) begin("/things");
  held.answer = http::json(504, "{}");
  release();
  release();
  EXPECT_EQ(held.asked, 3);
  held.answer = http::json(200, "[3]");
  release();
  EXPECT_EQ(reads.back().status(), 200U);
}

TEST_F(CollapseTest, refusals_are_shared_as_well) {
  for (int i = 0; i < 3; ++i) begin("/things");
  held.answer = http::json(404, "{}");
  release();
  EXPECT_EQ(held.asked, 1);
  for (const auto& read : reads) EXPECT_EQ(read.status(), 404U);
}

}  // namespace
}  // namespace plaza::gateway
