#include "platform/http/dispatch.hpp"

#include <mutex>

#include "platform/http/test_server.hpp"

// What goes around a handler: filters and the observer.

namespace plaza::http {
namespace {

using testing::eventually;
using testing::RawClient;

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
  ~HttpObserver() override {
    // What the server tells of the last answer comes after the client has it.
    server.reset();
    workers.stop();
  }
  HttpObserver(const HttpObserver&) = delete;
  HttpObserver& operator=(const HttpObserver&) = delete;

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
