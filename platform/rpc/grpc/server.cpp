#include "platform/rpc/grpc/server.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <google/protobuf/descriptor.pb.h>

#include "platform/rpc/grpc/health_method.hpp"
#include "platform/rpc/grpc/health_service.hpp"
#include "platform/rpc/grpc/reflection_service.hpp"
#include "platform/rpc/grpc/server_connection.hpp"
#include "platform/rpc/grpc/server_state.hpp"

namespace plaza::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::MethodOptions;

void accept_connection(const std::shared_ptr<GrpcServerState>& state, Worker& worker, asio::ip::tcp::socket socket) {
  // One too many is closed: the client tries elsewhere or again.
  if (state->connection_count() >= state->options->connections_max) return;
  state->of(worker).add(std::make_shared<GrpcServerConnection>(state, worker, std::move(socket)));
}

// What is said of a method beside its .proto file must be what the file says.
void check(const GrpcMethodHandler& handler, const Descriptor& request, const Descriptor& reply) {
  std::string name(handler.full_name());
  std::ranges::replace(name, '/', '.');
  const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
  if (method == nullptr) throw std::logic_error(fmt::format("there is no gRPC method {}", handler.full_name()));
  if (method->input_type() != &request || method->output_type() != &reply || method->client_streaming() ||
      method->server_streaming()) {
    throw std::logic_error(fmt::format("{} has other messages than its .proto file says", handler.full_name()));
  }
  const bool idempotent = method->options().idempotency_level() != MethodOptions::IDEMPOTENCY_UNKNOWN;
  if (method->name() != handler.method().name || idempotent != handler.method().idempotent) {
    throw std::logic_error(fmt::format("{} is not what its .proto file says", handler.full_name()));
  }
}

}  // namespace

GrpcServer::GrpcServer(std::string name, std::vector<Worker*> workers, const Clock& clock, const Health& health,
                       GrpcServerOptions options, std::shared_ptr<ServerObserver> observer,
                       std::shared_ptr<const tls::Credentials> credentials)
    : state_(std::make_shared<GrpcServerState>(std::move(name), workers, clock, health, std::move(options),
                                               std::move(observer), std::move(credentials))),
      listener_(std::move(workers), [state = state_](Worker& worker, asio::ip::tcp::socket socket) {
        accept_connection(state, worker, std::move(socket));
      }) {
  // Not the owner: a handler in the state that owns the state would keep it for ever.
  auto* state = state_.get();
  handle<plaza::health::GrpcCheck>([state](const plaza::health::GrpcCheck::Request& request, const RequestContext&) {
    return check_health(*state, request);
  });
  add_health_watch(*state);
  if (state->options->reflection) add_reflection(*state);
}

GrpcServer::~GrpcServer() {
  stop();
}

void GrpcServer::add(std::unique_ptr<GrpcMethodHandler> handler, const Descriptor& request, const Descriptor& reply) {
  check(*handler, request, reply);
  const auto name = handler->full_name();
  state_->services.emplace(name.substr(0, name.find('/')));
  if (!state_->handlers.emplace(fmt::format("/{}", name), std::move(handler)).second) {
    throw std::logic_error(fmt::format("two handlers for the gRPC method {}", name));
  }
}

void GrpcServer::follow(Live<AdmissionOptions>& admission) {
  for (const auto& connections : state_->connections) {
    admission.on_change(connections->worker(),
                        [connections](const AdmissionOptions& options) { connections->admission().change(options); });
  }
}

std::string_view GrpcServer::name() const {
  return state_->name;
}

Result<void> GrpcServer::start() {
  auto opened = listener_.open(state_->options->listen);
  started_ = opened.has_value();
  return opened;
}

void GrpcServer::begin_stopping() {
  state_->draining.store(true);
}

void GrpcServer::stop_accepting() {
  if (!started_) return;
  listener_.close();
  state_->on_each_worker([](WorkerConnections& connections) { connections.drain(); });
}

bool GrpcServer::drained() const {
  return state_->connection_count() == 0;
}

void GrpcServer::stop() {
  if (!started_) return;
  started_ = false;
  listener_.close();
  state_->on_each_worker([](WorkerConnections& connections) { connections.close_all(); });
}

std::uint16_t GrpcServer::port() const {
  return listener_.port();
}

std::size_t GrpcServer::connections() const {
  return state_->connection_count();
}

}  // namespace plaza::rpc
