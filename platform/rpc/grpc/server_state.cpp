#include "platform/rpc/grpc/server_state.hpp"

#include <algorithm>

namespace plaza::rpc {

GrpcServerState::GrpcServerState(std::string server_name, const std::vector<Worker*>& workers,
                                 const Clock& server_clock, const Health& server_health,
                                 GrpcServerOptions server_options, std::shared_ptr<ServerObserver> server_observer,
                                 std::shared_ptr<const tls::Credentials> server_credentials)
    : name(std::move(server_name)),
      options(std::make_shared<const GrpcServerOptions>(std::move(server_options))),
      clock(&server_clock),
      health(&server_health),
      observer(server_observer ? std::move(server_observer) : std::make_shared<ServerObserver>()),
      credentials(std::move(server_credentials)) {
  const auto shortest = std::min(
      {options->idle_timeout, options->keepalive_interval, options->keepalive_timeout, options->write_timeout});
  for (auto* worker : workers) {
    connections.push_back(
        std::make_shared<WorkerConnections>(*worker, options->admission, sweep_interval(shortest), *clock, observer));
  }
}

const GrpcMethodHandler* GrpcServerState::find(std::string_view path) const {
  const auto found = handlers.find(path);
  return found == handlers.end() ? nullptr : found->second.get();
}

WorkerConnections& GrpcServerState::of(const Worker& worker) const {
  const auto found = std::ranges::find_if(connections, [&](const auto& one) { return &one->worker() == &worker; });
  return **found;
}

std::size_t GrpcServerState::connection_count() const {
  std::size_t count = 0;
  for (const auto& one : connections) count += one->count();
  return count;
}

void GrpcServerState::on_each_worker(const std::function<void(WorkerConnections&)>& task) const {
  for (const auto& one : connections) {
    run_on(one->worker(), [&] { task(*one); });
  }
}

}  // namespace plaza::rpc
