#pragma once

#include <list>
#include <memory>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/worker.hpp"
#include "platform/rpc/channel_options.hpp"
#include "platform/rpc/thrift_connection.hpp"

namespace plaza::rpc {

// A connection to each instance of a service, and the choice between them: those that serve, in turn; else those that
// drain; else those that served before. When the wait for one of these is over, any that is connected (panic: a wrong
// health check must not take a service away). Lives on one worker.
class Endpoints : public std::enable_shared_from_this<Endpoints> {
 public:
  // Connects as soon as the worker runs.
  static std::shared_ptr<Endpoints> make(asio::io_context::executor_type executor, const Clock& clock,
                                         std::shared_ptr<const ChannelOptions> options);
  // From any thread.
  ~Endpoints();
  Endpoints(const Endpoints&) = delete;
  Endpoints& operator=(const Endpoints&) = delete;

  // A connection to send on, waiting for one if need be. Errors: unavailable with retry_after when there is none and
  // the wait is over, deadline_exceeded, resource_exhausted when too many wait.
  asio::awaitable<Result<std::shared_ptr<ThriftConnection>>> choose(SteadyTime deadline);
  // The same without waiting; null when there is none now.
  std::shared_ptr<ThriftConnection> choose_now();

 private:
  Endpoints(asio::io_context::executor_type executor, const Clock& clock,
            std::shared_ptr<const ChannelOptions> options);
  void connect();
  void changed();
  [[nodiscard]] bool wait_is_over(SteadyTime now) const { return now >= wait_until(); }
  [[nodiscard]] SteadyTime wait_until() const;

  asio::io_context::executor_type executor_;
  const Clock* clock_;
  std::shared_ptr<const ChannelOptions> options_;
  std::vector<std::shared_ptr<ThriftConnection>> connections_;
  std::list<asio::steady_timer*> waiters_;
  SteadyTime unusable_since_;  // max: one can be used
  std::size_t next_ = 0;
};

}  // namespace plaza::rpc
