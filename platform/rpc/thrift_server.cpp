#include "platform/rpc/thrift_server.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "platform/rpc/server_connection.hpp"
#include "platform/rpc/server_state.hpp"

#include "thrift/health.hpp"

namespace plaza::rpc {

namespace {

wire::ServingStatus::type serving_status(const ServerState& state) {
  if (state.draining.load() || state.health->stopping()) return wire::ServingStatus::DRAINING;
  return state.health->ready() ? wire::ServingStatus::SERVING : wire::ServingStatus::NOT_SERVING;
}

void accept_connection(const std::shared_ptr<ServerState>& state, Worker& worker, asio::ip::tcp::socket socket) {
  // One too many is closed: the client tries elsewhere or again.
  if (state->connection_count() >= state->options->connections_max) return;
  state->of(worker).add(std::make_shared<ServerConnection>(state, worker, std::move(socket)));
}

void on_each_worker(ServerState& state, const std::function<void(WorkerConnections&)>& task) {
  for (auto& connections : state.connections) {
    run_on(connections->worker(), [&] { task(*connections); });
  }
}

}  // namespace

ThriftServer::ThriftServer(std::string name, std::vector<Worker*> workers, const Clock& clock, const Health& health,
                           ServerOptions options, std::shared_ptr<ServerObserver> observer,
                           std::shared_ptr<const tls::Credentials> credentials)
    : state_(std::make_shared<ServerState>(std::move(name), workers, clock, health, std::move(options),
                                           std::move(observer), std::move(credentials))),
      listener_(std::move(workers), [state = state_](Worker& worker, asio::ip::tcp::socket socket) {
        accept_connection(state, worker, std::move(socket));
      }) {
  // Not the owner: a handler in the state that owns the state would keep it for ever.
  handle<health::Check>([state = state_.get()](const wire::HealthRequest&, const RequestContext&) {
    wire::HealthReply reply;
    reply.status = serving_status(*state);
    reply.name = state->name;
    return Result<wire::HealthReply>(std::move(reply));
  });
}

ThriftServer::~ThriftServer() {
  stop();
}

void ThriftServer::add(std::unique_ptr<MethodHandler> handler) {
  const std::string method(handler->method().name);
  if (!state_->handlers.emplace(method, std::move(handler)).second) {
    throw std::logic_error(fmt::format("two handlers for the Thrift method {}", method));
  }
}

void ThriftServer::follow(Live<AdmissionOptions>& admission) {
  for (const auto& connections : state_->connections) {
    admission.on_change(connections->worker(),
                        [connections](const AdmissionOptions& options) { connections->admission().change(options); });
  }
}

std::string_view ThriftServer::name() const {
  return state_->name;
}

Result<void> ThriftServer::start() {
  auto opened = listener_.open(state_->options->listen);
  started_ = opened.has_value();
  return opened;
}

void ThriftServer::begin_stopping() {
  state_->draining.store(true);
}

void ThriftServer::stop_accepting() {
  if (!started_) return;
  listener_.close();
  on_each_worker(*state_, [](WorkerConnections& connections) { connections.drain(); });
}

bool ThriftServer::drained() const {
  return state_->connection_count() == 0;
}

void ThriftServer::stop() {
  if (!started_) return;
  started_ = false;
  listener_.close();
  on_each_worker(*state_, [](WorkerConnections& connections) { connections.close_all(); });
}

std::uint16_t ThriftServer::port() const {
  return listener_.port();
}

std::size_t ThriftServer::connections() const {
  return state_->connection_count();
}

}  // namespace plaza::rpc
