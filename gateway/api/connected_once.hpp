#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "gateway/api/repeated_task.hpp"
#include "gateway/api/worker_channels.hpp"
#include "platform/core/component.hpp"
#include "platform/core/health.hpp"

namespace plaza::gateway {

// Makes the gateway ready when every worker has once had an answer from a service. From then on it stays ready, also
// while that service is away: most of what the gateway serves needs other services or none, and a balancer that took
// every gateway out because of one service would turn a part's outage into the whole's.
class ConnectedOnce final : public Component {
 public:
  // `service` names the part in `health`. All of it outlives this.
  ConnectedOnce(std::string service, const std::vector<Worker*>& workers, const WorkerChannels& channels,
                const Clock& clock, Health& health);

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Result<void> start() override;
  void stop_accepting() override;
  [[nodiscard]] bool drained() const override;

 private:
  asio::awaitable<bool> ask(rpc::Channel& channel);

  std::string service_;
  std::string name_;
  const Clock& clock_;
  Health& health_;
  std::atomic<std::size_t> unconnected_;
  std::vector<std::unique_ptr<RepeatedTask>> tasks_;
};

}  // namespace plaza::gateway
