#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "platform/redis/reply_reader.hpp"

namespace plaza::redis {

namespace asio = boost::asio;

// Answers commands as a test says, on the loopback: for what a real server says only when something is wrong with it.
class ScriptedServer {
 public:
  using Command = std::vector<std::string>;
  // The bytes of the answer: "-OOM …\r\n". Empty: none, ever. `hang_up`: the connection ends. On the server's thread.
  static constexpr std::string_view hang_up = "hang up";
  using Script = std::function<std::string(const Command&)>;

  explicit ScriptedServer(Script script)
      : script_(std::move(script)), acceptor_(io_, {asio::ip::make_address("127.0.0.1"), 0}) {
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }
  ~ScriptedServer() {
    io_.stop();
    thread_.join();
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::string endpoint() const {
    return "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }
  // What every server says to a greeting; nothing for other commands.
  static std::string greeting(const Command& command) {
    if (command[0] == "PING") return "+PONG\r\n";
    if (command[0] == "CLIENT" || command[0] == "AUTH" || command[0] == "SELECT") return "+OK\r\n";
    return {};
  }

 private:
  using tcp = asio::ip::tcp;

  asio::awaitable<void> accept() {
    for (;;) {
      auto [error, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
      if (error) co_return;
      asio::co_spawn(io_, serve(std::move(socket)), asio::detached);
    }
  }

  // A command is a list of texts, as a reply could be.
  asio::awaitable<void> serve(tcp::socket socket) {
    ReplyReader reader(1'024UL * 1'024);
    std::array<std::uint8_t, 4'096> bytes{};
    for (;;) {
      const auto [ended, count] =
          co_await socket.async_read_some(asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
      if (ended || !reader.feed(std::span(bytes).first(count))) co_return;
      for (auto next = reader.next(); next && *next; next = reader.next()) {
        Command command;
        for (const auto& word : (*next)->list()) command.emplace_back(word.text().value_or(""));
        const auto answer = script_(command);
        if (answer == hang_up) co_return;
        const auto [failed, sent] =
            co_await asio::async_write(socket, asio::buffer(answer), asio::as_tuple(asio::use_awaitable));
        if (failed) co_return;
      }
    }
  }

  Script script_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  std::thread thread_;
};

}  // namespace plaza::redis
