#include "platform/rpc/served_connections.hpp"

#include <vector>

namespace plaza::rpc {

WorkerConnections::WorkerConnections(Worker& worker, const AdmissionOptions& admission, milliseconds sweep_interval,
                                     const Clock& clock, std::shared_ptr<ServerObserver> observer)
    : worker_(&worker),
      sweep_interval_(sweep_interval),
      clock_(&clock),
      observer_(std::move(observer)),
      admission_(admission),
      sweep_timer_(worker.executor()) {}

void WorkerConnections::add(std::shared_ptr<ServedConnection> connection) {
  count_.fetch_add(1, std::memory_order_release);
  connections_.insert(connection);
  connection->start();
  if (draining_) connection->drain();
  if (!sweeping_) sweep_later();
}

void WorkerConnections::remove(const std::shared_ptr<ServedConnection>& connection) {
  if (connections_.erase(connection) != 0) count_.fetch_sub(1, std::memory_order_release);
}

void WorkerConnections::drain() {
  draining_ = true;
  for (const auto& connection : std::vector(connections_.begin(), connections_.end())) connection->drain();
}

void WorkerConnections::close_all() {
  for (const auto& connection : std::vector(connections_.begin(), connections_.end())) connection->close({});
}

void WorkerConnections::sweep_later() {
  sweeping_ = true;
  sweep_timer_.expires_after(sweep_interval_);
  sweep_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code&) {
    const auto self = weak.lock();
    if (!self) return;
    self->sweeping_ = false;
    self->sweep();
    if (!self->connections_.empty()) self->sweep_later();
  });
}

void WorkerConnections::sweep() {
  const auto now = clock_->steady_now();
  for (const auto& connection : std::vector(connections_.begin(), connections_.end())) connection->sweep(now);
  observer_->measured(*worker_, admission_.limit().limit(), admission_.limit().in_flight());
}

}  // namespace plaza::rpc
