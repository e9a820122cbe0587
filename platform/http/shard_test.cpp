#include <future>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/http/test_server.hpp"

namespace plaza::http {
namespace {

using testing::eventually;
using testing::RawClient;

const std::string quick = "GET /quick HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string slow = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n";

asio::awaitable<Response> answer_slowly(Request& request) {
  asio::steady_timer timer(request.worker().io(), milliseconds{3});
  co_await timer.async_wait(asio::use_awaitable);
  co_return text(200, "slow");
}

struct HttpStop : testing::ServerTest {
  HttpStop() {
    router.get("/quick", [](Request&) { return text(200, "quick"); });
    router.get("/slow", answer_slowly);
  }
};

// Clients that ask again and again until they are told that their connection ends, and then on a new one, until the
// server takes none.
class Hammers {
 public:
  Hammers(std::uint16_t port, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      threads_.emplace_back([this, port, &request = i % 2 == 0 ? quick : slow] {
        while (!end_ && hammer(port, request)) {
        }
      });
    }
  }
  ~Hammers() {
    end_ = true;
    for (auto& thread : threads_) thread.join();
  }

  // True once so many more requests have been answered.
  [[nodiscard]] bool answer(std::size_t more) const {
    return eventually([this, target = answered_ + more] { return answered_ >= target; });
  }
  // Requests that ended without an answer, or with another than 200.
  [[nodiscard]] std::size_t failed() const { return failed_; }

 private:
  bool hammer(std::uint16_t port, const std::string& request) {
    std::optional<RawClient> client;
    try {
      client.emplace(port);
    } catch (const std::exception&) {
      return false;  // nobody listens any more: nothing had begun
    }
    while (!end_) {
      client->send(request);
      const auto response = client->receive();
      const bool good = response && response->status == 200;
      ++(good ? answered_ : failed_);
      if (!good || response->header("connection") == "close") return good;
    }
    return true;
  }

  std::atomic<std::size_t> answered_ = 0;
  std::atomic<std::size_t> failed_ = 0;
  std::atomic<bool> end_ = false;
  std::vector<std::thread> threads_;
};

TEST_F(HttpStop, a_stop_under_load_fails_no_request) {
  for (int round = 0; round < 5; ++round) {
    start();
    const Hammers hammers(port(), 8);
    ASSERT_TRUE(hammers.answer(100));
    server->begin_stopping();
    ASSERT_TRUE(hammers.answer(100));
    server->stop_accepting();
    EXPECT_TRUE(eventually([&] { return server->drained(); }));
    server->stop();
    EXPECT_EQ(server->connections(), 0U);
    EXPECT_EQ(hammers.failed(), 0U);
  }
}

TEST_F(HttpStop, answers_announce_the_end_from_the_beginning_of_the_stop) {
  start();
  RawClient client(port());
  EXPECT_EQ(client.exchange(quick)->header("connection"), "");
  server->begin_stopping();
  ASSERT_TRUE(eventually([&] {
    RawClient other(port());
    return other.exchange(quick)->header("connection") == "close";
  }));
  client.send(quick + quick);
  EXPECT_EQ(client.receive()->header("connection"), "");
  EXPECT_EQ(client.receive()->header("connection"), "close");
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpStop, an_idle_connection_ends_when_nothing_is_accepted_any_more) {
  start();
  RawClient client(port());
  EXPECT_EQ(client.exchange(quick)->status, 200U);
  server->begin_stopping();
  EXPECT_FALSE(server->drained());
  server->stop_accepting();
  EXPECT_TRUE(client.closed_by_server());
  EXPECT_TRUE(eventually([&] { return server->drained(); }));
  EXPECT_THROW(RawClient{port()}, std::runtime_error);
}

TEST_F(HttpStop, what_queued_is_still_served) {
  start();
  // Both workers are kept busy while clients connect and send.
  std::promise<void> open;
  const auto gate = open.get_future().share();
  for (std::size_t i = 0; i < workers.size(); ++i) asio::post(workers[i].executor(), [gate] { gate.wait(); });
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<RawClient>(port()));
    clients.back()->send(quick);
  }
  server->begin_stopping();
  auto stopping = std::async(std::launch::async, [this] { server->stop_accepting(); });
  open.set_value();
  stopping.get();
  for (const auto& client : clients) {
    const auto response = client->receive();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->header("connection"), "close");
  }
  EXPECT_TRUE(eventually([&] { return server->drained(); }));
}

TEST_F(HttpStop, a_request_that_is_half_sent_is_finished) {
  start();
  RawClient client(port());
  client.send(quick.substr(0, 10));
  ASSERT_TRUE(eventually([&] { return server->connections() == 1; }));
  ASSERT_TRUE(client.silent_for(milliseconds{20}));
  server->begin_stopping();
  server->stop_accepting();
  ASSERT_TRUE(client.silent_for(milliseconds{20}));
  EXPECT_FALSE(server->drained());
  EXPECT_EQ(client.exchange(quick.substr(10))->body, "quick");
  EXPECT_TRUE(eventually([&] { return server->drained(); }));
}

TEST_F(HttpStop, a_stop_cuts_off_what_does_not_end) {
  router.get("/never", AsyncHandler([](Request& request) -> asio::awaitable<Response> {
               asio::steady_timer timer(request.worker().io(), std::chrono::hours{1});
               co_await timer.async_wait(asio::use_awaitable);
               co_return no_content();
             }));
  start();
  RawClient client(port());
  client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server->connections() == 1; }));
  server->stop();
  EXPECT_TRUE(client.closed_by_server());
}

}  // namespace
}  // namespace plaza::http
