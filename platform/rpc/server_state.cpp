#include "platform/rpc/server_state.hpp"

#include <algorithm>

namespace plaza::rpc {

namespace {

milliseconds shortest_timeout(const ServerOptions& options) {
  return std::min({options.idle_timeout, options.frame_timeout, options.write_timeout});
}

}  // namespace

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
    connections.push_back(std::make_shared<WorkerConnections>(
        *worker, options->admission, sweep_interval(shortest_timeout(*options)), *clock, observer));
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
