#pragma once

#include "platform/process/process.hpp"
#include "platform/rpc/observed_channel.hpp"
#include "platform/rpc/thrift_channel.hpp"

namespace plaza::gateway {

// The way to a Thrift service from one worker: the transport, and around it each decorator.
class ServiceChannel final : public rpc::Channel {
 public:
  // `process` must outlive it.
  ServiceChannel(Process& process, Worker& worker, const rpc::ChannelOptions& options)
      : transport_(worker, process.clock(), options),
        observed_(transport_, worker, process.clock(), process.metrics(), process.tracer()) {}

  asio::awaitable<Result<void>> send(rpc::Call& call) override { return observed_.send(call); }

 private:
  rpc::ThriftChannel transport_;
  rpc::ObservedChannel observed_;
};

}  // namespace plaza::gateway
