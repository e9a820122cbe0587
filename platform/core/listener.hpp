#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "platform/core/error.hpp"
#include "platform/core/worker.hpp"

namespace plaza {

// Where a server listens. `port` 0: the kernel chooses.
struct ListenAddress {
  std::string address = "127.0.0.1";  // numeric, IPv4 or IPv6
  std::uint16_t port = 0;
  std::uint32_t backlog = 4096;
};

// One listening socket for several workers: the first of them accepts and hands the connections to all in turn. (With a
// listening socket per worker, closing one resets what queues there, and a second process on a taken port goes
// unnoticed.)
class Listener {
 public:
  // Runs on the thread of the worker that the connection belongs to from now on. The socket is non-blocking, with
  // TCP_NODELAY set.
  using OnConnection = std::function<void(Worker& worker, asio::ip::tcp::socket socket)>;

  // `workers` is not empty, and outlives the listener.
  Listener(std::vector<Worker*> workers, OnConnection on_connection);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Listens, and accepts as soon as the workers run. Errors: unavailable with reason PORT_TAKEN, permission_denied,
  // invalid_argument for an address that is none of this machine.
  [[nodiscard]] Result<void> open(const ListenAddress& address);

  // Accepts what queues, then closes. When it returns, on_connection has run for every connection that was accepted.
  // Not from a worker; safe to call twice.
  void close();

  // The kernel's choice when the address said 0; 0 before open().
  [[nodiscard]] std::uint16_t port() const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace plaza
