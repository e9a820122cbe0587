#include "platform/http/server.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/http/problem.hpp"
#include "platform/http/test_server.hpp"

namespace plaza::http {
namespace {

using testing::eventually;
using testing::RawClient;

asio::awaitable<Response> answer_later(Request& request) {
  asio::steady_timer timer(request.worker().io(), milliseconds{5});
  co_await timer.async_wait(asio::use_awaitable);
  co_return text(200, "later " + std::string(request.target()));
}

asio::awaitable<Response> throw_later(Request& request) {
  co_await asio::post(request.worker().executor(), asio::use_awaitable);
  throw std::runtime_error("broken on purpose");
}

asio::awaitable<Result<void>> count_to_three(BodyWriter& writer) {
  for (const std::string_view piece : {"one ", "two ", "three"}) {
    if (auto written = co_await writer.write(piece); !written) co_return written;
  }
  co_return Result<void>{};
}

struct HttpServer : testing::ServerTest {
  HttpServer() {
    router.get("/hello", [](Request&) { return text(200, "hello"); });
    router.get("/later", answer_later);
    router.get("/throws", PlainHandler([](Request&) -> Response { throw std::runtime_error("broken on purpose"); }));
    router.get("/throws-later", throw_later);
    router.get("/stream", [](Request&) {
      Response response;
      response.headers.add("Content-Type", "text/plain");
      response.body = StreamedBody(count_to_three);
      return response;
    });
    router.get("/context", [](Request& request) {
      return text(200, request.context.request_id + " " + request.context.trace.traceparent() + " " +
                           std::to_string(request.context.remaining(request.received).count()));
    });
    router.add({.method = Method::post, .path = "/echo", .handler = [](Request& request) {
                  return text(200, std::string(request.body()));
                }});
    router.add({.method = Method::post,
                .path = "/small",
                .handler = [](Request&) { return no_content(); },
                .body_bytes_max = 10});
    router.get("/large", [large = Document::make("text/plain", std::string(3'000'000, 'x'))](Request&) {
      return document(large);
    });
  }
};

TEST_F(HttpServer, a_get_is_answered) {
  start();
  RawClient client(port());
  const auto response = client.exchange("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200U);
  EXPECT_EQ(response->body, "hello");
  EXPECT_EQ(response->header("content-length"), "5");
  EXPECT_EQ(response->header("date").size(), 29U);
  EXPECT_EQ(response->header("x-request-id").size(), 36U);
  EXPECT_EQ(response->header("connection"), "");
}

TEST_F(HttpServer, pipelined_requests_are_answered_in_order) {
  start();
  RawClient client(port());
  std::string requests;
  for (const auto* target : {"/hello", "/later", "/stream", "/nothing", "/later?2", "/hello"}) {
    requests += "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }
  client.send(requests);
  EXPECT_EQ(client.receive()->body, "hello");
  EXPECT_EQ(client.receive()->body, "later /later");
  EXPECT_EQ(client.receive()->body, "one two three");
  EXPECT_EQ(client.receive()->status, 404U);
  EXPECT_EQ(client.receive()->body, "later /later?2");
  EXPECT_EQ(client.receive()->body, "hello");
}

TEST_F(HttpServer, a_head_has_the_headers_of_a_get_and_no_body) {
  start();
  RawClient client(port());
  client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto hello = client.receive(true);
  EXPECT_EQ(hello->header("content-length"), "5");
  const auto stream = client.receive(true);
  EXPECT_EQ(stream->header("transfer-encoding"), "chunked");
  EXPECT_EQ(client.exchange("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")->body, "hello");
}

TEST_F(HttpServer, options_and_other_methods_are_told_what_is_allowed) {
  start();
  RawClient client(port());
  const auto options = client.exchange("OPTIONS /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(options->status, 204U);
  EXPECT_EQ(options->header("allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(options->header("content-length"), "");
  EXPECT_EQ(client.exchange("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")->status, 204U);
  const auto refused = client.exchange("DELETE /echo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(refused->status, 405U);
  EXPECT_EQ(refused->header("allow"), "OPTIONS, POST");
  EXPECT_EQ(refused->header("content-type"), "application/problem+json");
  EXPECT_EQ(client.exchange("BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n")->status, 501U);
  EXPECT_EQ(client.exchange("QUERY /hello HTTP/1.1\r\nHost: a\r\n\r\n")->status, 405U);
}

TEST_F(HttpServer, bodies_come_with_a_length_or_in_chunks) {
  start();
  RawClient client(port());
  EXPECT_EQ(client.exchange("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")->body, "abc");
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  client.send("4;name=\"value\"\r\ndefg\r");
  client.send("\n0\r\nTrailer: x\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive()->body, "abcdefg");
  EXPECT_EQ(client.receive()->body, "hello");
}

TEST_F(HttpServer, limits_may_change_while_it_serves) {
  start();
  RawClient kept(port());
  const std::string post = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12345";
  EXPECT_EQ(kept.exchange(post)->status, 200U);
  auto smaller = options;
  smaller.body_bytes_max = 4;
  server->change(smaller);
  EXPECT_TRUE(eventually([&] { return RawClient(port()).exchange(post)->status == 413; }));
  EXPECT_TRUE(eventually([&] { return kept.exchange(post)->status == 413; }));
  server->change(options);
  EXPECT_TRUE(eventually([&] { return RawClient(port()).exchange(post)->status == 200; }));
  auto impatient = options;
  impatient.idle_timeout = milliseconds{20};
  RawClient idle(port());
  EXPECT_EQ(idle.exchange(post)->status, 200U);
  server->change(impatient);
  EXPECT_TRUE(eventually([&] { return server->connections() == 0; }));
}

TEST_F(HttpServer, a_body_of_a_closing_request_may_come_in_pieces) {
  start();
  RawClient client(port());
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 6\r\n\r\nabc");
  ASSERT_TRUE(client.silent_for(milliseconds{20}));
  client.send("def");
  EXPECT_EQ(client.receive()->body, "abcdef");
  EXPECT_TRUE(client.closed_by_server());
}

TEST_F(HttpServer, continue_is_said_only_when_the_body_will_be_taken) {
  start();
  RawClient client(port());
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive()->status, 100U);
  EXPECT_EQ(client.exchange("abc")->body, "abc");
  const auto too_large =
      client.exchange("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(too_large->status, 413U);
  EXPECT_TRUE(client.closed_by_server());
  RawClient other(port());
  EXPECT_EQ(other.exchange("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 200-ok\r\n\r\n")->status,
            417U);
  RawClient third(port());
  EXPECT_EQ(third.exchange("POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")->status,
            404U);
}

TEST_F(HttpServer, http_1_0_gets_its_connection_closed_unless_it_asks) {
  start();
  RawClient client(port());
  const auto kept = client.exchange("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(kept->header("connection"), "keep-alive");
  const auto last = client.exchange("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(last->header("connection"), "close");
  EXPECT_TRUE(client.closed_by_server());
  RawClient streamed(port());
  const auto stream = streamed.exchange("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(stream->header("transfer-encoding"), "");
  EXPECT_EQ(stream->body, "one two three");
}

TEST_F(HttpServer, a_higher_minor_version_is_taken_as_1_1) {
  start();
  RawClient client(port());
  EXPECT_EQ(client.exchange("GET /hello HTTP/1.9\r\nHost: a\r\n\r\n")->status, 200U);
  EXPECT_EQ(client.exchange("GET /hello HTTP/1.2\r\nHost: a\r\n\r\n")->header("connection"), "");
}

TEST_F(HttpServer, an_exception_becomes_a_500_that_tells_nothing) {
  start();
  RawClient client(port());
  for (const auto* target : {"/throws", "/throws-later"}) {
    const auto response = client.exchange("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(response->status, 500U);
    EXPECT_EQ(response->body.find("on purpose"), std::string::npos);
  }
  EXPECT_EQ(client.exchange("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")->status, 200U);
}

TEST_F(HttpServer, a_large_answer_arrives_whole) {
  start();
  RawClient client(port(), 4096);
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(client.receive()->body.size(), 3'000'000U);
  EXPECT_EQ(client.receive()->body, "hello");
}

}  // namespace
}  // namespace plaza::http
