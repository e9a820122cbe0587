#include <mutex>

#include "platform/core/uuid.hpp"
#include "platform/http/test_server.hpp"

// What goes around a handler: the request's context, filters, and the observer.

namespace plaza::http {
namespace {

using testing::eventually;
using testing::RawClient;

struct HttpContext : testing::ServerTest {
  HttpContext() {
    router.get("/context", [](Request& request) {
      const auto& context = request.context;
      return text(200, context.request_id + " " + context.trace.trace_id() + " " +
                           std::to_string(context.remaining(request.received).count()));
    });
    start();
  }

  std::string body_of(const std::string& headers) {
    RawClient client(port());
    return client.exchange("GET /context HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n")->body;
  }
};

TEST_F(HttpContext, a_request_id_is_taken_and_comes_back) {
  RawClient client(port());
  const auto response = client.exchange("GET /context HTTP/1.1\r\nHost: a\r\nX-Request-Id: my-id/7\r\n\r\n");
  EXPECT_EQ(response->header("x-request-id"), "my-id/7");
  EXPECT_TRUE(response->body.starts_with("my-id/7 "));
}

TEST_F(HttpContext, an_id_that_is_too_long_or_not_plain_is_replaced) {
  for (const auto& id : {std::string(129, 'a'), std::string("a b"), std::string("\xe5\x8f\xb0"), std::string()}) {
    const auto body = body_of("X-Request-Id: " + id + "\r\n");
    const auto made = Uuid::parse(body.substr(0, 36));
    ASSERT_TRUE(made) << body;
    EXPECT_EQ(made->version(), 7);
  }
}

TEST_F(HttpContext, traces_are_continued) {
  const std::string trace = "0af7651916cd43dd8448eb211c80319c";
  for (const auto& field : {"traceparent: 00-" + trace + "-b7ad6b7169203331-01", "b3: " + trace + "-b7ad6b7169203331-1",
                            "X-B3-TraceId: " + trace + "\r\nX-B3-SpanId: b7ad6b7169203331"}) {
    EXPECT_NE(body_of(field + "\r\n").find(trace), std::string::npos) << field;
  }
  EXPECT_EQ(body_of("traceparent: nonsense\r\n").find("nonsense"), std::string::npos);
}

TEST_F(HttpContext, a_client_may_shorten_its_deadline) {
  EXPECT_TRUE(body_of("").ends_with(" 10000"));
  EXPECT_TRUE(body_of("X-Request-Timeout: 250\r\n").ends_with(" 250"));
  EXPECT_TRUE(body_of("X-Request-Timeout: 99999999999999\r\n").ends_with(" 60000"));
}

// Writes down what it sees.
class Journal final : public Filter {
 public:
  Journal(std::string name, std::vector<std::string>& lines) : name_(std::move(name)), lines_(lines) {}
  std::optional<Response> before(Request& request) override {
    lines_.push_back("before " + name_);
    if (request.header("X-Stop") == name_) return text(403, "stopped by " + name_);
    if (request.header("X-Throw") == name_) throw std::runtime_error("filter " + name_);
    return std::nullopt;
  }
  void after(const Request&, Response& response) override {
    lines_.push_back("after " + name_);
    response.headers.add("X-" + name_, "seen");
  }

 private:
  std::string name_;
  std::vector<std::string>& lines_;
};

struct HttpFilters : testing::ServerTest {
  HttpFilters() {
    filters = {&one, &two};
    router.get("/", [](Request&) { return text(200, "hello"); });
    start();
  }
  std::optional<testing::RawResponse> get(const std::string& headers) {
    RawClient client(port());
    return client.exchange("GET / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
  }

  std::vector<std::string> lines;
  Journal one{"One", lines};
  Journal two{"Two", lines};
};

TEST_F(HttpFilters, they_run_in_order_and_back) {
  EXPECT_EQ(get("")->body, "hello");
  EXPECT_EQ(lines, (std::vector<std::string>{"before One", "before Two", "after Two", "after One"}));
}

TEST_F(HttpFilters, one_that_answers_ends_the_request) {
  const auto response = get("X-Stop: One\r\n");
  EXPECT_EQ(response->status, 403U);
  EXPECT_EQ(response->header("x-one"), "seen");
  EXPECT_EQ(lines, (std::vector<std::string>{"before One", "after One"}));
}

TEST_F(HttpFilters, one_that_throws_gives_500) {
  EXPECT_EQ(get("X-Throw: Two\r\n")->status, 500U);
  EXPECT_EQ(get("")->status, 200U);
}

class Counter final : public Observer {
 public:
  void opened(Worker&) override { ++open; }
  void closed(Worker&) override { --open; }
  void begun(Worker&, Request& request) override {
    ++running;
    request.context.identity.subject = "set by the observer";
  }
  void finished(Worker&, const Exchange& exchange) override {
    const std::scoped_lock lock(mutex);
    if (exchange.request != nullptr) --running;
    lines.push_back(std::string(exchange.method) + " " + std::string(exchange.route) + " " +
                    std::to_string(exchange.status) + " " + std::to_string(exchange.request_bytes));
    response_bytes += exchange.response_bytes;
  }
  void failed(Worker&, const Request&, std::string_view what) override {
    const std::scoped_lock lock(mutex);
    lines.push_back("failed: " + std::string(what));
  }
  std::vector<std::string> seen() {
    const std::scoped_lock lock(mutex);
    return lines;
  }

  std::atomic<int> open = 0;
  std::atomic<int> running = 0;
  std::mutex mutex;
  std::vector<std::string> lines;
  std::uint64_t response_bytes = 0;
};

struct HttpObserver : testing::ServerTest {
  HttpObserver() {
    observer = &counter;
    router.get("/things/{id}", [](Request& request) { return text(200, request.context.identity.subject); });
    router.get("/throws", PlainHandler([](Request&) -> Response { throw std::runtime_error("on purpose"); }));
    start();
  }

  Counter counter;
};

TEST_F(HttpObserver, it_sees_every_exchange) {
  std::size_t received = 0;
  {
    RawClient client(port());
    client.send(
        "GET /things/7 HTTP/1.1\r\nHost: a\r\n\r\nGET /no HTTP/1.1\r\nHost: a\r\n\r\nGET /throws HTTP/1.1\r\nHost: "
        "a\r\n\r\nx\r\n\r\n");
    received = client.receive_all()->size();
  }
  ASSERT_TRUE(eventually([&] { return counter.open == 0; }));
  EXPECT_EQ(counter.running, 0);
  // The broken bytes have no answered request: they are told when they are refused, before the others have left.
  auto lines = counter.seen();
  std::ranges::sort(lines);
  EXPECT_EQ(lines, (std::vector<std::string>{"  400 5", "GET  404 29", "GET /things/{id} 200 35", "GET /throws 500 33",
                                             "failed: on purpose"}));
  EXPECT_EQ(counter.response_bytes, received);
}

TEST_F(HttpObserver, it_may_change_the_context) {
  RawClient client(port());
  EXPECT_EQ(client.exchange("GET /things/7 HTTP/1.1\r\nHost: a\r\n\r\n")->body, "set by the observer");
}

TEST_F(HttpObserver, a_request_that_ends_in_the_middle_is_finished_too) {
  {
    RawClient client(port());
    client.send("POST /things/7 HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    ASSERT_TRUE(eventually([&] { return counter.running == 1; }));
  }
  EXPECT_TRUE(eventually([&] { return counter.running == 0; }));
  EXPECT_EQ(counter.seen(), std::vector<std::string>{"POST  499 59"});
}

}  // namespace
}  // namespace plaza::http
