#include <gtest/gtest.h>

#include "platform/rpc/loopback.hpp"
#include "platform/rpc/raw_client.hpp"

// Calls that keep their worker busy, one after the other on one connection.
namespace plaza::rpc::loopback {
namespace {

using namespace std::chrono_literals;

// Longer than one connection's turn.
constexpr milliseconds long_work{10};

// Keeps the worker busy.
void work(milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) std::this_thread::yield();
}

std::size_t read_answer(RawClient& client) {
  std::array<std::uint8_t, 4> length{};
  asio::read(client.socket, asio::buffer(length));
  std::vector<std::uint8_t> rest(static_cast<std::size_t>(length[2]) * 256 + length[3]);
  return asio::read(client.socket, asio::buffer(rest));
}

// A service that does for each call, named by its id, what the test says.
struct BusyService {
  explicit BusyService(ServerOptions options, std::function<void(const std::string&)> task)
      : service(std::move(options)) {
    service.server().handle<pharmacy::GetMany>(
        [this, task = std::move(task)](const pharmacy::GetMany::Request& request, const RequestContext&) {
          task(request.ids.front());
          handled.fetch_add(1);
          return Result<pharmacy::GetMany::Reply>({});
        });
    service.start();
  }
  std::atomic<int> handled = 0;
  Service service;
};

std::vector<std::uint8_t> calls(const std::vector<std::string>& ids) {
  std::vector<std::uint8_t> all;
  for (const auto& id : ids) {
    const auto frame = call_frame(1, {id});
    all.insert(all.end(), frame.bytes().begin(), frame.bytes().end());
  }
  return all;
}

TEST(ThriftTurns, an_answer_leaves_while_later_calls_of_its_connection_are_handled) {
  std::atomic<bool> first_answered = false;
  bool seen_by_second = false;
  BusyService busy({}, [&](const std::string& id) {
    if (id == "1") return work(long_work);
    seen_by_second = eventually([&] { return first_answered.load(); });
  });
  RawClient client(busy.service.port());
  client.send(calls({"1", "2"}));
  EXPECT_GT(read_answer(client), 0U);
  first_answered = true;
  EXPECT_GT(read_answer(client), 0U);
  EXPECT_TRUE(seen_by_second);
}

TEST(ThriftTurns, the_wait_of_a_call_counts_from_when_it_came_also_while_others_are_handled) {
  ServerOptions options;
  options.admission.queue.interval = 5 * long_work;
  std::atomic<bool> begun = false;
  std::atomic<bool> third_sent = false;
  BusyService busy(options, [&](const std::string& id) {
    if (id == "2") return work(2 * options.admission.queue.interval);
    begun = true;
    EXPECT_TRUE(eventually([&] { return third_sent.load(); }));
    work(long_work);
  });
  RawClient client(busy.service.port());
  client.send(calls({"1", "2"}));
  ASSERT_TRUE(eventually([&] { return begun.load(); }));
  client.send(calls({"3"}));
  third_sent = true;
  for (int i = 0; i < 3; ++i) EXPECT_GT(read_answer(client), 0U);
  EXPECT_EQ(busy.handled, 2) << "the third has waited too long to be begun";
}

}  // namespace
}  // namespace plaza::rpc::loopback
