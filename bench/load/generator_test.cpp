#include "bench/load/generator.hpp"

#include <atomic>
#include <thread>

#include <boost/asio.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plaza::bench {
namespace {

using boost::asio::ip::tcp;

constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

// Answers every request of one connection, the first of them late.
class SlowStart {
 public:
  explicit SlowStart(std::chrono::milliseconds pause)
      : acceptor_(context_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
        thread_([this, pause] { serve(pause); }) {}
  ~SlowStart() { thread_.join(); }
  SlowStart(const SlowStart&) = delete;
  SlowStart& operator=(const SlowStart&) = delete;

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  void serve(std::chrono::milliseconds pause) {
    auto socket = acceptor_.accept();
    std::string received;
    boost::system::error_code error;
    while (true) {
      const auto bytes = boost::asio::read_until(socket, boost::asio::dynamic_buffer(received), "\r\n\r\n", error);
      if (error) return;
      received.erase(0, bytes);
      if (pause.count() > 0) boost::asio::steady_timer(context_, std::exchange(pause, {})).wait();
      boost::asio::write(socket, boost::asio::buffer(answer), error);
    }
  }

  boost::asio::io_context context_;
  tcp::acceptor acceptor_;
  std::thread thread_;
};

Options options_for(const SlowStart& server) {
  return {.port = server.port(), .connections = 1, .seconds = 0.5, .warmup_seconds = 0};
}

TEST(Generator, pipelined_requests_are_all_answered) {
  SlowStart server(std::chrono::milliseconds(0));
  auto options = options_for(server);
  options.pipeline = 4;
  auto requests = read_requests("GET /a\nGET /b\n", options);
  const auto tally = Generator(options, *requests).run();
  EXPECT_GE(tally.answered_total(), 4);
  EXPECT_EQ(tally.answered_total() % 4, 0);
  EXPECT_THAT(tally.json(0), ::testing::HasSubstr(R"("broken":0,"timed_out":0)"));
}

// The one connection waits 200 ms for its first answer; the requests that were due meanwhile are charged for it.
TEST(Generator, a_stall_is_charged_to_every_request_that_was_due_in_it) {
  SlowStart server(std::chrono::milliseconds(200));
  auto options = options_for(server);
  options.rate = 100;
  options.wait_seconds = 5;
  auto requests = read_requests("GET /a\n", options);
  const auto tally = Generator(options, *requests).run();
  EXPECT_EQ(tally.answered_total(), 50);
  EXPECT_GT(tally.late(std::chrono::milliseconds(50)), 10);
}

TEST(Generator, what_finds_no_connection_in_time_is_not_sent) {
  SlowStart server(std::chrono::milliseconds(400));
  auto options = options_for(server);
  options.rate = 100;
  options.wait_seconds = 0.05;
  auto requests = read_requests("GET /a\n", options);
  const auto tally = Generator(options, *requests).run();
  EXPECT_LT(tally.answered_total(), 25);
  EXPECT_THAT(tally.json(0), ::testing::Not(::testing::HasSubstr(R"("not_sent":0)")));
}

}  // namespace
}  // namespace plaza::bench
