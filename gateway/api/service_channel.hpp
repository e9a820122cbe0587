#pragma once

#include "platform/core/live.hpp"
#include "platform/process/process.hpp"
#include "platform/rpc/channel_telemetry.hpp"
#include "platform/rpc/observed_channel.hpp"

namespace plaza::gateway {

// The way to a service from one worker, which speaks what Transport does (ThriftChannel, GrpcChannel): the channel with
// its policies, trace and metrics around it, and its options followed while the process runs.
template <class Transport>
class ServiceChannel final : public rpc::Channel {
 public:
  using Options = Transport::Options;

  // All must outlive it; let it go when the worker's loop has ended.
  ServiceChannel(std::string_view service, Process& process, Worker& worker, Live<Options>& options,
                 rpc::ChannelBoard& board, const std::shared_ptr<const tls::Credentials>& credentials)
      : channel_(worker, process.clock(), *options.now(), {}, credentials),
        observed_(channel_, worker, process.clock(), process.metrics(), process.tracer()),
        telemetry_(std::string(service), channel_, worker, process.metrics(), process.log(), board) {
    options.on_change(worker, [this, &process](const Options& next) {
      const auto changed = channel_.change(next);
      if (!changed) process.log().error("a channel keeps its options", {{"why", changed.error().message}});
    });
  }

  asio::awaitable<Result<void>> send(rpc::Call& call) override { return observed_.send(call); }

 private:
  Transport channel_;
  rpc::ObservedChannel observed_;
  rpc::ChannelTelemetry telemetry_;
};

}  // namespace plaza::gateway
