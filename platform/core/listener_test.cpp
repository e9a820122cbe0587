#include "platform/core/listener.hpp"

#include <atomic>
#include <future>
#include <mutex>
#include <set>

#include <gtest/gtest.h>

namespace plaza {
namespace {

using asio::ip::tcp;

struct ListenerTest : testing::Test {
  ListenerTest() : workers(3) { workers.start(); }
  // Sockets belong to loops, so they go first.
  ~ListenerTest() override { workers.stop(); }

  std::vector<Worker*> all() { return {&workers[0], &workers[1], &workers[2]}; }
  tcp::socket connect(std::uint16_t port) {
    tcp::socket socket(io);
    socket.connect({asio::ip::make_address("127.0.0.1"), port});
    return socket;
  }

  Workers workers;
  asio::io_context io;
};

TEST_F(ListenerTest, connections_go_to_the_workers_in_turn_on_their_own_threads) {
  std::mutex mutex;
  std::multiset<std::size_t> seen;
  std::set<std::thread::id> threads;
  Listener listener(all(), [&](Worker& worker, const tcp::socket&) {
    const std::scoped_lock lock(mutex);
    seen.insert(worker.index());
    threads.insert(std::this_thread::get_id());
  });
  ASSERT_TRUE(listener.open({}));
  std::vector<tcp::socket> clients;
  clients.reserve(9);
  for (int i = 0; i < 9; ++i) clients.push_back(connect(listener.port()));
  listener.close();
  EXPECT_EQ(seen, (std::multiset<std::size_t>{0, 0, 0, 1, 1, 1, 2, 2, 2}));
  EXPECT_EQ(threads.size(), 3U);
}

TEST_F(ListenerTest, a_taken_port_is_named) {
  Listener first(all(), [](Worker&, const tcp::socket&) {});
  ASSERT_TRUE(first.open({}));
  Listener second(all(), [](Worker&, const tcp::socket&) {});
  const auto opened = second.open({.port = first.port()});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::unavailable);
  EXPECT_EQ(opened.error().reason, "PORT_TAKEN");
  EXPECT_NE(opened.error().message.find(std::to_string(first.port())), std::string::npos);
}

TEST_F(ListenerTest, an_address_that_is_none_is_refused) {
  Listener listener(all(), [](Worker&, const tcp::socket&) {});
  const auto opened = listener.open({.address = "here"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::invalid_argument);
}

TEST_F(ListenerTest, close_hands_over_what_queues_and_then_refuses) {
  std::atomic<int> accepted = 0;
  Listener listener(all(), [&](Worker&, const tcp::socket&) { ++accepted; });
  // The accepting worker is kept busy, so that all connections wait in the kernel's queue.
  std::promise<void> busy;
  asio::post(workers[0].executor(), [gate = busy.get_future().share()] { gate.wait(); });
  ASSERT_TRUE(listener.open({}));
  std::vector<tcp::socket> clients;
  clients.reserve(50);
  for (int i = 0; i < 50; ++i) clients.push_back(connect(listener.port()));
  EXPECT_EQ(accepted, 0);
  busy.set_value();
  listener.close();
  EXPECT_EQ(accepted, 50);
  EXPECT_THROW(connect(listener.port()), boost::system::system_error);
}

}  // namespace
}  // namespace plaza
