#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/http/client.hpp"
#include "platform/http/client_connection.hpp"

namespace plaza::http {

// The client's connections: so many to each host, and those that idle kept for a while. Calls beyond the limit wait in
// line. Lives on one worker.
class ClientPool : public std::enable_shared_from_this<ClientPool> {
 public:
  // Calls that may wait for a connection to one host.
  static constexpr std::size_t waiting_max = 1'024;

  ClientPool(asio::io_context::executor_type executor, const ClientOptions& options);

  // The right to use one connection to a host. Gives it back when it goes.
  class Lease {
   public:
    Lease(std::shared_ptr<ClientPool> pool, std::string key, std::shared_ptr<ClientConnection> kept);
    ~Lease();
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&&) = delete;

    // Null when there was none to keep: the holder opens one and puts it here.
    std::shared_ptr<ClientConnection> connection;
    // The connection can serve another call.
    bool reusable = false;

   private:
    std::shared_ptr<ClientPool> pool_;
    std::string key_;
  };

  // `key`: scheme, host and port. Errors: resource_exhausted when none is free until the deadline.
  asio::awaitable<Result<Lease>> acquire(std::string key, SteadyTime deadline);

 private:
  struct Host {
    std::size_t leased = 0;
    std::vector<std::shared_ptr<ClientConnection>> idle;  // the last one used last
    std::deque<asio::steady_timer*> waiting;
  };

  std::shared_ptr<ClientConnection> take_idle(Host& host);
  void release(const std::string& key, std::shared_ptr<ClientConnection> connection, bool reusable);
  void drop_old_later();
  void drop_old();

  asio::io_context::executor_type executor_;
  ClientOptions options_;
  std::map<std::string, Host, std::less<>> hosts_;
  std::size_t idle_ = 0;
  asio::steady_timer drop_timer_;
  bool dropping_ = false;
};

}  // namespace plaza::http
