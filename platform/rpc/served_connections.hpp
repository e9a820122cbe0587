#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <string_view>
#include <unordered_set>

#include <boost/asio/steady_timer.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/worker.hpp"
#include "platform/rpc/observer.hpp"
#include "platform/rpc/server_admission.hpp"

namespace plaza::rpc {

// One client of a server, as those see it that hold all of them. Lives on one worker.
class ServedConnection {
 public:
  virtual ~ServedConnection() = default;
  virtual void start() = 0;
  // Answers what has arrived, and ends the connection.
  virtual void drain() = 0;
  // `why`: empty for an orderly end.
  virtual void close(std::string_view why) = 0;
  // Looks whether the client has been silent, or has taken nothing, for too long.
  virtual void sweep(SteadyTime now) = 0;
};

// The connections of one worker. Touched by its thread only, but for the count.
class WorkerConnections : public std::enable_shared_from_this<WorkerConnections> {
 public:
  // `sweep_interval`: how often connections are looked at.
  WorkerConnections(Worker& worker, const AdmissionOptions& admission, milliseconds sweep_interval, const Clock& clock,
                    std::shared_ptr<ServerObserver> observer);

  [[nodiscard]] Worker& worker() const { return *worker_; }
  ServerAdmission& admission() { return admission_; }
  void add(std::shared_ptr<ServedConnection> connection);
  void remove(const std::shared_ptr<ServedConnection>& connection);
  // From now on connections are ended when they have answered what arrived.
  void drain();
  void close_all();
  // Thread-safe.
  [[nodiscard]] std::size_t count() const { return count_.load(std::memory_order_acquire); }

 private:
  void sweep_later();
  void sweep();

  Worker* worker_;
  milliseconds sweep_interval_;
  const Clock* clock_;
  std::shared_ptr<ServerObserver> observer_;
  ServerAdmission admission_;
  // One timer for all connections instead of several for each.
  asio::steady_timer sweep_timer_;
  bool sweeping_ = false;
  bool draining_ = false;
  std::unordered_set<std::shared_ptr<ServedConnection>> connections_;
  std::atomic<std::size_t> count_ = 0;
};

// Often enough that a timeout is missed by no more than a quarter.
inline milliseconds sweep_interval(milliseconds shortest_timeout) {
  return std::clamp(shortest_timeout / 4, milliseconds{10}, milliseconds{1'000});
}

}  // namespace plaza::rpc
