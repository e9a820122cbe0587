#include "platform/http/test_scripted_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>

namespace plaza::http::testing {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

ScriptedServer::ScriptedServer(std::vector<Script> scripts)
    : acceptor_(io_, {asio::ip::address_v4::loopback(), 0}), port_(acceptor_.local_endpoint().port()) {
  thread_ = std::thread([this, scripts = std::move(scripts)] {
    for (const auto& script : scripts) play(script);
  });
}

ScriptedServer::~ScriptedServer() {
  // Wakes the thread wherever it waits.
  ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
  if (const int socket = native_socket_; socket >= 0) ::shutdown(socket, SHUT_RDWR);
  thread_.join();
}

std::vector<std::string> ScriptedServer::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

void ScriptedServer::play(const Script& script) {
  error_code error;
  tcp::socket socket(io_);
  acceptor_.accept(socket, error);
  if (error) return;
  native_socket_ = socket.native_handle();
  std::string received;
  for (const auto& answer : script.answers) {
    const auto bytes = asio::read_until(socket, asio::dynamic_buffer(received), "\r\n\r\n", error);
    if (error) break;
    {
      const std::scoped_lock lock(mutex_);
      requests_.push_back(received.substr(0, bytes));
    }
    received.erase(0, bytes);
    asio::write(socket, asio::buffer(answer), error);
  }
  if (!script.close && !error) asio::read(socket, asio::dynamic_buffer(received), error);
  native_socket_ = -1;
  ++played_;
}

}  // namespace plaza::http::testing
