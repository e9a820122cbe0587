#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "platform/core/worker.hpp"
#include "platform/rpc/channel.hpp"

namespace plaza::gateway {

// The channels to one service: a channel lives on one worker, so each worker has its own, the background one too.
class WorkerChannels {
 public:
  using Make = std::function<std::unique_ptr<rpc::Channel>(Worker&)>;

  WorkerChannels(Workers& workers, const Make& make) {
    for (std::size_t i = 0; i < workers.size(); ++i) channels_.push_back(make(workers[i]));
    channels_.push_back(make(workers.background()));
  }

  [[nodiscard]] std::size_t size() const { return channels_.size(); }
  [[nodiscard]] rpc::Channel& of(const Worker& worker) const { return *channels_.at(worker.index()); }

 private:
  std::vector<std::unique_ptr<rpc::Channel>> channels_;
};

}  // namespace plaza::gateway
