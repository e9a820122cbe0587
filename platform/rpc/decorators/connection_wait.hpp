#pragma once

#include <list>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/config.hpp"
#include "platform/core/error.hpp"
#include "platform/core/worker.hpp"

namespace plaza::rpc {

struct ConnectionWaitOptions {
  milliseconds connect_wait{2'000};
  std::uint32_t waiting_calls_max = 4'096;

  void describe(config::Section section);
};

// Where calls wait while no endpoint of a service can be used: `connect_wait` long, counted from the moment when the
// last one was lost, so that a restart fails nobody and a dead service costs nobody more than that once. Lives on one
// worker.
class ConnectionWait {
 public:
  // Nothing can be used yet. `clock` must outlive it.
  ConnectionWait(const Clock& clock, const ConnectionWaitOptions& options)
      : clock_(&clock), options_(options), unusable_since_(clock.steady_now()) {}

  void change(const ConnectionWaitOptions& options) { options_ = options; }
  // Tells whether there is an endpoint that can be used; those who wait look again.
  void set_usable(bool usable);
  // The time for a better endpoint has passed: any will do.
  [[nodiscard]] bool over(SteadyTime now) const { return now >= ends_at(); }

  // Returns when it is worth looking again. Errors: unavailable, NO_ENDPOINT, with retry_after when the wait is over;
  // deadline_exceeded; resource_exhausted when too many wait; cancelled.
  asio::awaitable<Result<void>> wait(SteadyTime deadline);

 private:
  [[nodiscard]] SteadyTime ends_at() const;
  [[nodiscard]] Result<void> may_wait(SteadyTime now, SteadyTime deadline) const;

  const Clock* clock_;
  ConnectionWaitOptions options_;
  std::list<asio::steady_timer*> waiting_;
  SteadyTime unusable_since_;  // max: one can be used
};

}  // namespace plaza::rpc
