#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace plaza::http::testing {

// What a scripted server does on one connection: reads a request's head, sends the first answer, and so on. Behind the
// last answer it closes, or reads on until the client closes.
struct Script {
  std::vector<std::string> answers;
  bool close = true;
};

// Plays one script per connection, in the order in which they come. For tests of clients.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::vector<Script> scripts);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  // The heads of all requests.
  [[nodiscard]] std::vector<std::string> requests() const;
  // Connections whose script has come to its end.
  [[nodiscard]] std::size_t played() const { return played_; }

 private:
  void play(const Script& script);

  boost::asio::io_context io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::atomic<std::size_t> played_ = 0;
  std::atomic<int> native_socket_ = -1;
  std::thread thread_;
};

}  // namespace plaza::http::testing
