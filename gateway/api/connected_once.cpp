#include "gateway/api/connected_once.hpp"

#include "platform/rpc/thrift_call.hpp"

#include "thrift/health.hpp"

namespace plaza::gateway {
namespace {

constexpr milliseconds ask_timeout{1'000};
constexpr milliseconds ask_pause{100};

}  // namespace

ConnectedOnce::ConnectedOnce(std::string service, const std::vector<Worker*>& workers, const WorkerChannels& channels,
                             const Clock& clock, Health& health)
    : service_(std::move(service)),
      name_("connected-to-" + service_),
      clock_(clock),
      health_(health),
      unconnected_(workers.size()) {
  health_.set(service_, false, "not connected yet");
  for (auto* worker : workers) {
    tasks_.push_back(std::make_unique<RepeatedTask>(name_, *worker, ask_pause,
                                                    [this, &channel = channels.of(*worker)] { return ask(channel); }));
  }
}

Result<void> ConnectedOnce::start() {
  for (const auto& task : tasks_) {
    if (auto started = task->start(); !started) return started;
  }
  return {};
}

void ConnectedOnce::stop_accepting() {
  for (const auto& task : tasks_) task->stop_accepting();
}

bool ConnectedOnce::drained() const {
  return std::ranges::all_of(tasks_, [](const auto& task) { return task->drained(); });
}

asio::awaitable<bool> ConnectedOnce::ask(rpc::Channel& channel) {
  RequestContext context;
  context.deadline = clock_.steady_now() + ask_timeout;
  const auto reply = co_await rpc::call<health::Check>(channel, std::move(context), {});
  if (!reply) co_return true;
  if (--unconnected_ == 0) health_.set(service_, true, "connected");
  co_return false;
}

}  // namespace plaza::gateway
