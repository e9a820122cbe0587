#pragma once

#include <algorithm>
#include <array>
#include <list>
#include <memory>
#include <thread>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

namespace plaza::postgres {

namespace asio = boost::asio;

// Stands between a client and a server on the loopback, for tests: passes everything on, until it is told to hold the
// answers back, to spoil them, or to cut all connections. Those that come afterwards pass again.
class CuttingProxy {
 public:
  explicit CuttingProxy(std::uint16_t server)
      : server_(asio::ip::make_address("127.0.0.1"), server), acceptor_(io_, {server_.address(), 0}) {
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }
  ~CuttingProxy() {
    io_.stop();
    thread_.join();
  }
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void hold_answers() {
    on_thread([this] { hold_ = true; });
  }
  // Of each answer PostgreSQL's ReadyForQuery alone arrives: the rows before it are gone.
  void say_only_ready() {
    on_thread([this] { only_ready_ = true; });
  }
  void cut() {
    on_thread([this] { cut_all(); });
  }
  // When a client says the next thing, which the server still gets to hear.
  void cut_when_next_asked() {
    on_thread([this] { cut_next_ = true; });
  }

 private:
  using tcp = asio::ip::tcp;
  static constexpr std::array<char, 6> ready_for_query{'Z', 0, 0, 0, 5, 'I'};
  struct Pair {
    tcp::socket client;
    tcp::socket server;
  };

  template <class Task>
  void on_thread(Task task) {
    asio::post(io_, asio::use_future(std::move(task))).get();
  }
  void cut_all() {
    boost::system::error_code ignored;
    for (const auto& pair : pairs_) {
      pair->client.close(ignored);
      pair->server.close(ignored);
    }
    pairs_.clear();
    hold_ = false;
    only_ready_ = false;
    cut_next_ = false;
  }

  asio::awaitable<void> accept() {
    for (;;) {
      const auto pair = std::make_shared<Pair>(tcp::socket(io_), tcp::socket(io_));
      auto [error] = co_await acceptor_.async_accept(pair->client, asio::as_tuple(asio::use_awaitable));
      if (error) co_return;
      auto [refused] = co_await pair->server.async_connect(server_, asio::as_tuple(asio::use_awaitable));
      if (refused) continue;
      pairs_.push_back(pair);
      asio::co_spawn(io_, pass(pair, true), asio::detached);
      asio::co_spawn(io_, pass(pair, false), asio::detached);
    }
  }

  asio::awaitable<void> pass(std::shared_ptr<Pair> pair, bool asking) {
    std::array<char, 16 * 1024> buffer;
    auto& from = asking ? pair->client : pair->server;
    auto& to = asking ? pair->server : pair->client;
    boost::system::error_code ignored;
    for (;;) {
      auto [ended, count] = co_await from.async_read_some(asio::buffer(buffer), asio::as_tuple(asio::use_awaitable));
      if (ended) break;
      if (!asking && hold_) continue;
      if (!asking && only_ready_) {
        std::ranges::copy(ready_for_query, buffer.begin());
        count = ready_for_query.size();
      }
      auto [failed, written] =
          co_await asio::async_write(to, asio::buffer(buffer, count), asio::as_tuple(asio::use_awaitable));
      if (failed) break;
      if (asking && cut_next_) cut_all();
    }
    to.shutdown(tcp::socket::shutdown_both, ignored);
  }

  asio::io_context io_;
  tcp::endpoint server_;
  tcp::acceptor acceptor_;
  std::list<std::shared_ptr<Pair>> pairs_;
  bool hold_ = false;
  bool only_ready_ = false;
  bool cut_next_ = false;
  std::thread thread_;
};

}  // namespace plaza::postgres
