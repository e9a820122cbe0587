#include "gateway/api/connected_once.hpp"

#include "platform/rpc/grpc/call.hpp"
#include "platform/rpc/grpc/health_method.hpp"
#include "platform/rpc/thrift_call.hpp"

#include "thrift/health.hpp"

namespace plaza::gateway {
namespace {

constexpr milliseconds ask_timeout{1'000};
constexpr milliseconds ask_pause{100};

template <class M>
asio::awaitable<Result<void>> ask_by(rpc::Channel& channel, RequestContext context) {
  auto reply = co_await rpc::call<M>(channel, std::move(context), {});
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  co_return Result<void>{};
}

}  // namespace

asio::awaitable<Result<void>> ask_by_thrift(rpc::Channel& channel, RequestContext context) {
  return ask_by<health::Check>(channel, std::move(context));
}

asio::awaitable<Result<void>> ask_by_grpc(rpc::Channel& channel, RequestContext context) {
  return ask_by<health::GrpcCheck>(channel, std::move(context));
}

ConnectedOnce::ConnectedOnce(std::string service, const std::vector<Worker*>& workers, const WorkerChannels& channels,
                             AskHealth ask, milliseconds wait, const Clock& clock, Health& health)
    : service_(std::move(service)),
      name_("connected-to-" + service_),
      ask_(std::move(ask)),
      wait_(wait),
      clock_(clock),
      health_(health),
      undecided_(workers.size()) {
  health_.set(service_, false, "not connected yet");
  for (auto* worker : workers) {
    tasks_.push_back(std::make_unique<RepeatedTask>(
        name_, *worker, ask_pause, [this, &channel = channels.of(*worker)] { return round(channel); }));
  }
}

Result<void> ConnectedOnce::start() {
  wait_ends_ = clock_.steady_now() + wait_;
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

asio::awaitable<bool> ConnectedOnce::round(rpc::Channel& channel) {
  RequestContext context;
  context.deadline = clock_.steady_now() + ask_timeout;
  const auto answered = co_await ask_(channel, std::move(context));
  if (!answered && clock_.steady_now() < wait_ends_) co_return true;
  if (!answered) all_connected_ = false;
  if (--undecided_ == 0) health_.set(service_, true, all_connected_ ? "connected" : "not there; waited long enough");
  co_return false;
}

}  // namespace plaza::gateway
