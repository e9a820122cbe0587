#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/api/repeated_task.hpp"
#include "gateway/api/worker_channels.hpp"
#include "platform/core/component.hpp"
#include "platform/core/health.hpp"

namespace plaza::gateway {

// Asks a service whether it is there, in the protocol that it speaks.
using AskHealth = std::function<asio::awaitable<Result<void>>(rpc::Channel&, RequestContext)>;
asio::awaitable<Result<void>> ask_by_thrift(rpc::Channel& channel, RequestContext context);
asio::awaitable<Result<void>> ask_by_grpc(rpc::Channel& channel, RequestContext context);

// Makes the gateway ready when every worker has once had an answer from a service, or has waited long enough for one.
// From then on it stays ready, also while that service is away: most of what the gateway serves needs other services or
// none, and a balancer that took every gateway out because of one service would turn a part's outage into the whole's.
class ConnectedOnce final : public Component {
 public:
  // `service` names the part in `health`; `wait`: counted from the start. All of it outlives this.
  ConnectedOnce(std::string service, const std::vector<Worker*>& workers, const WorkerChannels& channels, AskHealth ask,
                milliseconds wait, const Clock& clock, Health& health);

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] Result<void> start() override;
  void stop_accepting() override;
  [[nodiscard]] bool drained() const override;

 private:
  // False when there is nothing more to ask.
  asio::awaitable<bool> round(rpc::Channel& channel);

  std::string service_;
  std::string name_;
  AskHealth ask_;
  milliseconds wait_;
  SteadyTime wait_ends_{};
  const Clock& clock_;
  Health& health_;
  std::atomic<std::size_t> undecided_;
  std::atomic<bool> all_connected_ = true;
  std::vector<std::unique_ptr<RepeatedTask>> tasks_;
};

}  // namespace plaza::gateway
