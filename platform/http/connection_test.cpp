#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/http/test_server.hpp"

namespace plaza::http {
namespace {

using testing::eventually;
using testing::RawClient;

const std::string hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

struct HttpLimits : testing::ServerTest {
  HttpLimits() {
    options.line_bytes_max = 200;
    options.header_bytes_max = 1'000;
    options.body_bytes_max = 100;
    router.get("/hello", [](Request&) { return text(200, "hello"); });
    router.get("/large", [large = Document::make("text/plain", std::string(20'000'000, 'x'))](Request&) {
      return document(large);
    });
    router.add({.method = Method::post, .path = "/post", .handler = [](Request& request) {
                  return text(200, std::string(request.body()));
                }});
  }

  // The answer to bytes that end the connection.
  void expect_refusal(const std::string& bytes, unsigned status) {
    RawClient client(port());
    const auto response = client.exchange(bytes);
    ASSERT_TRUE(response) << bytes;
    EXPECT_EQ(response->status, status) << bytes;
    EXPECT_EQ(response->header("connection"), "close");
    EXPECT_EQ(response->header("content-type"), "application/problem+json");
    EXPECT_TRUE(client.closed_by_server());
  }
};

TEST_F(HttpLimits, what_breaks_the_framing_is_answered_and_ends_the_connection) {
  start();
  expect_refusal("GET / HTTP/1.1\r\n\r\n", 400);
  expect_refusal("\x16\x03\x01", 400);
  expect_refusal("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505);
  expect_refusal("GET /" + std::string(300, 'a') + " HTTP/1.1\r\n", 414);
  expect_refusal("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(2'000, 'a'), 431);
  expect_refusal("POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n", 413);
  expect_refusal("POST /post HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n", 413);
  expect_refusal("POST /post HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400);
  expect_refusal("POST /post HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501);
  expect_refusal("GET /hello HTTP/1.1\r\nHost: a\r\nX-Request-Timeout: soon\r\n\r\n", 400);
}

TEST_F(HttpLimits, requests_before_a_broken_one_are_answered) {
  start();
  RawClient client(port());
  client.send(hello + hello + "broken\r\n\r\n");
  EXPECT_EQ(client.receive()->status, 200U);
  EXPECT_EQ(client.receive()->status, 200U);
  EXPECT_EQ(client.receive()->status, 400U);
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpLimits, a_refusal_reaches_a_client_that_goes_on_sending) {
  start();
  RawClient client(port());
  client.send("POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n" + std::string(500'000, 'x'));
  EXPECT_EQ(client.receive()->status, 413U);
}

TEST_F(HttpLimits, line_ends_between_requests_are_passed_over) {
  start();
  RawClient client(port());
  EXPECT_EQ(client.exchange("\r\n" + hello)->status, 200U);
  EXPECT_EQ(client.exchange("\r\n" + hello)->status, 200U);
}

TEST_F(HttpLimits, a_head_in_single_bytes_is_read) {
  start();
  RawClient client(port());
  for (const char c : hello) client.send(std::string_view(&c, 1));
  EXPECT_EQ(client.receive()->body, "hello");
}

TEST_F(HttpLimits, a_slow_header_is_answered_408) {
  options.header_timeout = milliseconds{50};
  start();
  expect_refusal("GET /hello HTTP/1.1\r\nHos", 408);
}

TEST_F(HttpLimits, bytes_that_trickle_in_do_not_extend_the_time) {
  options.header_timeout = milliseconds{50};
  start();
  RawClient client(port());
  client.send("GET / HTTP/1.1\r\nX: ");
  ASSERT_TRUE(eventually([&] { return !client.silent_for(milliseconds{1}) || (client.send("a"), false); }));
  EXPECT_EQ(client.receive()->status, 408U);
}

TEST_F(HttpLimits, a_slow_body_is_answered_408) {
  options.body_timeout = milliseconds{50};
  start();
  expect_refusal("POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na", 408);
}

TEST_F(HttpLimits, an_idle_connection_is_closed_without_a_word) {
  options.idle_timeout = milliseconds{50};
  start();
  RawClient fresh(port());
  RawClient used(port());
  EXPECT_EQ(used.exchange(hello)->status, 200U);
  EXPECT_TRUE(fresh.closed_by_server());
  EXPECT_TRUE(used.closed_by_server());
}

TEST_F(HttpLimits, a_client_that_does_not_read_is_cut_off) {
  options.write_timeout = milliseconds{50};
  start();
  RawClient client(port(), 4'096);
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return server->connections() == 1; }));
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
}

TEST_F(HttpLimits, one_connection_too_many_is_told_so) {
  options.connections_max = 2;
  start();
  RawClient first(port());
  RawClient second(port());
  ASSERT_TRUE(eventually([&] { return server->connections() == 2; }));
  RawClient third(port());
  const auto response = third.receive();
  EXPECT_EQ(response->status, 503U);
  EXPECT_EQ(response->header("retry-after"), "1");
  EXPECT_TRUE(third.closed_by_server());
  EXPECT_EQ(first.exchange(hello)->status, 200U);
}

TEST_F(HttpLimits, a_taken_port_is_an_error) {
  start();
  ServerOptions same = options;
  same.port = port();
  Server other("other", {&workers[0]}, clock, router, same);
  const auto started = other.start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, Code::unavailable);
}

TEST_F(HttpLimits, a_client_that_leaves_while_its_handler_runs_leaves_nothing_behind) {
  std::atomic<bool> entered = false;
  std::atomic<bool> go_on = false;
  router.get("/wait", AsyncHandler([&](Request& request) -> asio::awaitable<Response> {
               entered = true;
               asio::steady_timer timer(request.worker().io());
               while (!go_on) {
                 timer.expires_after(milliseconds{1});
                 co_await timer.async_wait(asio::use_awaitable);
               }
               co_return text(200, "late");
             }));
  start();
  {
    RawClient client(port());
    client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(eventually([&] { return entered.load(); }));
  }
  go_on = true;
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
  EXPECT_TRUE(server->drained());
}

}  // namespace
}  // namespace plaza::http
