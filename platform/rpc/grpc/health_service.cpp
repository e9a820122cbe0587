#include "platform/rpc/grpc/health_service.hpp"

#include <optional>

#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include "platform/rpc/grpc/server_connection.hpp"
#include "platform/rpc/grpc/server_state.hpp"

namespace plaza::rpc {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

// How soon a change is told.
constexpr milliseconds watch_interval{100};

HealthCheckResponse health_of(const GrpcServerState& state) {
  HealthCheckResponse response;
  const bool draining = state.draining.load() || state.health->stopping();
  response.set_draining(draining);
  response.set_status(!draining && state.health->ready() ? HealthCheckResponse::SERVING
                                                         : HealthCheckResponse::NOT_SERVING);
  return response;
}

// Nothing for a service that is not here.
std::optional<HealthCheckResponse> health_of(const GrpcServerState& state, const std::string& service) {
  if (!service.empty() && !state.services.contains(service)) return std::nullopt;
  return health_of(state);
}

// Tells the state, and each that differs from the one before, until the client goes.
class Watch final : public Conversation, public std::enable_shared_from_this<Watch> {
 public:
  Watch(const GrpcServerState& state, Worker& worker, ConversationWriter writer)
      : state_(&state), timer_(worker.executor()), writer_(std::move(writer)) {}

  void message(std::span<const std::uint8_t> bytes) override {
    HealthCheckRequest request;
    if (service_ || !parse_message(request, bytes)) {
      timer_.cancel();
      return writer_.finish(fail(Code::invalid_argument, "a watch has one request"));
    }
    service_ = request.service();
    look();
  }
  void ended() override {
    if (!service_) writer_.finish(fail(Code::invalid_argument, "a watch needs a request"));
  }
  void drain() override { writer_.finish(fail(Code::unavailable, "the server stops")); }

 private:
  void look() {
    auto now = health_of(*state_, *service_);
    if (!now) now.emplace().set_status(HealthCheckResponse::SERVICE_UNKNOWN);
    if (now->status() != told_) {
      told_ = now->status();
      writer_.send(*now);
    }
    timer_.expires_after(watch_interval);
    timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
      const auto self = weak.lock();
      if (self && !cancelled) self->look();
    });
  }

  const GrpcServerState* state_;  // the connection holds it, and this
  asio::steady_timer timer_;
  ConversationWriter writer_;
  std::optional<std::string> service_;
  HealthCheckResponse::ServingStatus told_ = HealthCheckResponse::UNKNOWN;
};

}  // namespace

Result<HealthCheckResponse> check_health(const GrpcServerState& state, const HealthCheckRequest& request) {
  auto found = health_of(state, request.service());
  if (!found) return fail(Code::not_found, fmt::format("there is no service {} here", request.service()));
  return *std::move(found);
}

void add_health_watch(GrpcServerState& state) {
  state.conversations.emplace(
      "/grpc.health.v1.Health/Watch",
      [&state](ConversationWriter writer, const std::shared_ptr<GrpcServerConnection>& connection) {
        return std::make_shared<Watch>(state, connection->worker(), std::move(writer));
      });
}

}  // namespace plaza::rpc
