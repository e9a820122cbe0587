#include "platform/rpc/server_state.hpp"

#include <algorithm>

#include "platform/rpc/server_connection.hpp"

namespace plaza::rpc {

namespace {

constexpr milliseconds sweep_interval_min{10};
constexpr milliseconds sweep_interval_max{1'000};

// Often enough that no timeout is missed by more than a quarter.
milliseconds sweep_interval(const ServerOptions& options) {
  const auto shortest = std::min({options.idle_timeout, options.frame_timeout, options.write_timeout});
  return std::clamp(shortest / 4, sweep_interval_min, sweep_interval_max);
}

}  // namespace

WorkerConnections::WorkerConnections(Worker& worker, std::shared_ptr<const ServerOptions> options, const Clock& clock,
                                     std::shared_ptr<ServerObserver> observer)
    : worker_(&worker),
      options_(std::move(options)),
      clock_(&clock),
      observer_(std::move(observer)),
      admission_(options_->admission),
      sweep_timer_(worker.executor()) {}

void WorkerConnections::add(std::shared_ptr<ServerConnection> connection) {
  count_.fetch_add(1, std::memory_order_release);
  connections_.insert(connection);
  connection->start();
  if (draining_) connection->drain();
  if (!sweeping_) sweep_later();
}

void WorkerConnections::remove(const std::shared_ptr<ServerConnection>& connection) {
  if (connections_.erase(connection) != 0) count_.fetch_sub(1, std::memory_order_release);
}

void WorkerConnections::drain() {
  draining_ = true;
  for (const auto& connection : std::vector(connections_.begin(), connections_.end())) connection->drain();
}

void WorkerConnections::close_all() {
  for (const auto& connection : std::vector(connections_.begin(), connections_.end())) connection->close();
}

void WorkerConnections::sweep_later() {
  sweeping_ = true;
  sweep_timer_.expires_after(sweep_interval(*options_));
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

ServerState::ServerState(std::string server_name, const std::vector<Worker*>& workers, const Clock& server_clock,
                         const Health& server_health, ServerOptions server_options,
                         std::shared_ptr<ServerObserver> server_observer,
                         std::shared_ptr<const tls::Credentials> server_credentials)
    : name(std::move(server_name)),
      options(std::make_shared<const ServerOptions>(std::move(server_options))),
      clock(&server_clock),
      health(&server_health),
      observer(server_observer ? std::move(server_observer) : std::make_shared<ServerObserver>()),
      credentials(std::move(server_credentials)) {
  for (auto* worker : workers) {
    connections.push_back(std::make_shared<WorkerConnections>(*worker, options, *clock, observer));
  }
}

WorkerConnections& ServerState::of(const Worker& worker) {
  const auto found = std::ranges::find_if(connections, [&](const auto& one) { return &one->worker() == &worker; });
  return **found;
}

std::size_t ServerState::connection_count() const {
  std::size_t count = 0;
  for (const auto& one : connections) count += one->count();
  return count;
}

}  // namespace plaza::rpc
