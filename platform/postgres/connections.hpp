#pragma once

#include <list>
#include <memory>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "platform/core/worker.hpp"
#include "platform/postgres/connection.hpp"
#include "platform/postgres/pool_metrics.hpp"
#include "platform/telemetry/log.hpp"

namespace plaza::postgres {

// The connections of one worker, each made anew with back-off whenever it is lost, and who uses them: reads share them,
// what changes something has one for itself. Who finds none waits in turn. Lives on one worker.
class Connections : public std::enable_shared_from_this<Connections> {
  struct Member;

 public:
  enum class Use : std::uint8_t { shared, exclusive };

  // What may be used until it is let go. A connection whose last user left before the answer is lent again when the
  // answer has been read.
  class Lease {
   public:
    Lease(std::shared_ptr<Connections> owner, std::shared_ptr<Member> member, Use use)
        : owner_(std::move(owner)), member_(std::move(member)), use_(use) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    [[nodiscard]] const std::shared_ptr<Connection>& connection() const;

   private:
    std::shared_ptr<Connections> owner_;
    std::shared_ptr<Member> member_;
    Use use_;
  };

  // `target` is asked at every attempt to connect. The references outlive it.
  Connections(const asio::io_context::executor_type& executor, const Clock& clock, const Options& options,
              std::function<Target()> target, PoolMetrics metrics, telemetry::Log& log);

  // From any thread, each once. What waits when it stops fails.
  void start();
  void stop();
  void change(const PoolLimits& limits) { limits_ = limits; }
  // How many can be used now.
  [[nodiscard]] std::size_t open() const;

  // Errors: deadline_exceeded; cancelled; unavailable with NO_CONNECTION when there has been none for connect_wait,
  // with OVERLOADED when too many wait already.
  asio::awaitable<Result<Lease>> acquire(Use use, SteadyTime deadline);

 private:
  struct Member {
    explicit Member(std::shared_ptr<Connection> made) : connection(std::move(made)) {}
    std::shared_ptr<Connection> connection;
    std::uint32_t readers = 0;
    bool exclusive = false;
    bool draining = false;  // its user left before the answer
  };
  struct Slot {
    explicit Slot(const asio::io_context::executor_type& executor) : wake(executor) {}
    std::shared_ptr<Member> member;
    asio::steady_timer wake;
  };
  struct Waiter {
    Use use;
    asio::steady_timer timer;
    std::optional<Lease> lease{};
  };
  class Place;

  asio::awaitable<void> keep(std::shared_ptr<Connections> self, Slot& slot);
  void opened(Slot& slot, Handle handle);
  void not_opened(const Error& error);
  void changed(Slot& slot);
  [[nodiscard]] std::optional<Lease> take(Use use);
  [[nodiscard]] bool lends(const Member& member, Use use) const;
  [[nodiscard]] Result<void> may_wait(SteadyTime now, SteadyTime deadline) const;
  [[nodiscard]] SteadyTime given_up_at() const;
  void give_back(Member& member, Use use);
  void pump();
  void watch();
  void wake_all();
  void show();

  asio::io_context::executor_type executor_;
  const Clock* clock_;
  const Options options_;
  PoolLimits limits_;
  std::function<Target()> target_;
  PoolMetrics metrics_;
  telemetry::Log* log_;
  std::list<Slot> slots_;
  std::list<Waiter*> waiting_;
  asio::steady_timer watch_timer_;
  SteadyTime none_since_;  // max: there is a connection
  std::string trouble_;    // why the last attempt failed; empty after a success
  bool stopped_ = false;
};

}  // namespace plaza::postgres
