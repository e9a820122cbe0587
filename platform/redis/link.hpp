#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/redis/client_metrics.hpp"
#include "platform/redis/opening.hpp"
#include "platform/telemetry/log.hpp"

namespace plaza::redis {

// The connection of one worker: made anew with back-off whenever it is lost, tried now and then, and left when the
// Sentinels name another primary. Who finds none waits. Lives on one worker.
class Link : public std::enable_shared_from_this<Link> {
 public:
  // `target` is asked at every attempt to connect. The references outlive it.
  Link(const asio::io_context::executor_type& executor, const Clock& clock, const Options& options,
       std::function<Target()> target, LinkMetrics metrics, telemetry::Log& log);

  // From any thread, each once. What waits when it stops fails.
  void start();
  void stop();
  void change(const ClientLimits& limits);

  // The connection, or null while there is none that can be used.
  [[nodiscard]] std::shared_ptr<Connection> now() const {
    return connection_ && connection_->usable() ? connection_ : nullptr;
  }
  // Waits for one. Errors: deadline_exceeded; cancelled; unavailable with NO_CONNECTION when there has been none for
  // connect_wait, with OVERLOADED when too many wait already.
  asio::awaitable<Result<std::shared_ptr<Connection>>> wait(SteadyTime deadline);

 private:
  class Place;
  class Stop;

  asio::awaitable<void> keep(std::shared_ptr<Link> self);
  asio::awaitable<bool> open_one();
  asio::awaitable<void> watch();
  asio::awaitable<void> try_it(std::shared_ptr<Connection> connection);
  [[nodiscard]] Target target();
  void opened(std::shared_ptr<Connection> connection, const std::string& endpoint);
  void not_opened(const Error& error);
  void lost();
  void end();

  [[nodiscard]] Result<void> may_wait(SteadyTime now, SteadyTime deadline) const;
  [[nodiscard]] SteadyTime given_up_at() const;
  void wake_all();
  void show() const;

  asio::io_context::executor_type executor_;
  const Clock* clock_;
  const Options options_;
  ClientLimits limits_;
  std::function<Target()> target_;
  LinkMetrics metrics_;
  telemetry::Log* log_;
  std::shared_ptr<Connection> connection_;
  std::weak_ptr<Connection> opening_;  // the one that was begun last
  std::string endpoint_;
  std::list<asio::steady_timer*> waiting_;
  asio::steady_timer timer_;  // the pause between attempts, or between two looks at the connection
  SteadyTime none_since_;     // max: there is a connection
  std::string trouble_;       // why the last attempt failed; empty after a success
  bool stopped_ = false;
};

}  // namespace plaza::redis
