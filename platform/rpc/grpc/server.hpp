#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/component.hpp"
#include "platform/core/health.hpp"
#include "platform/core/listener.hpp"
#include "platform/core/live.hpp"
#include "platform/rpc/grpc/method_handler.hpp"
#include "platform/rpc/grpc/options.hpp"
#include "platform/rpc/observer.hpp"
#include "platform/tls/credentials.hpp"

namespace google::protobuf {
class Descriptor;
}

namespace plaza::rpc {

class GrpcServerState;

// Serves gRPC: our own clients, every other gRPC client, and tools (grpcurl). Health (grpc.health.v1) and reflection
// are built in.
//
//   GrpcServer server("orders", process.serving(), clock, process.health(), options);
//   server.handle<orders::GetOrder>([&](const orders::GetOrder::Request& request, const RequestContext& context)
//                                       -> asio::awaitable<Result<orders::GetOrder::Reply>> {
//     co_return co_await app.get(request, context);
//   });
class GrpcServer final : public Component {
 public:
  // Workers, clock and health must outlive it. `workers`: those that serve; one of them accepts.
  // `credentials`, loaded: every connection is TLS.
  GrpcServer(std::string name, std::vector<Worker*> workers, const Clock& clock, const Health& health,
             GrpcServerOptions options, std::shared_ptr<ServerObserver> observer = nullptr,
             std::shared_ptr<const tls::Credentials> credentials = nullptr);
  ~GrpcServer() override;

  // Before start(). `handler(request, context)` or `handler(request, context, worker)` returns Result<Reply>, or
  // asio::awaitable<Result<Reply>> when it waits. It is called on all workers at once. One that waits is cancelled when
  // its caller goes or has no more time. Two handlers for a method, or a method that its .proto file describes
  // otherwise, are a programmer's mistake: logic_error.
  template <class M, Handler<M> H>
  void handle(H handler) {
    add(std::make_unique<TypedGrpcHandler<M, H>>(std::move(handler)), *M::Request::descriptor(),
        *M::Reply::descriptor());
  }

  // Before start(). Takes over what changes in them while the process runs:
  //   server.follow(process.dynamic().section("grpc.admission", options.admission));
  void follow(Live<AdmissionOptions>& admission);

  [[nodiscard]] std::string_view name() const override;
  // Fails with unavailable, reason PORT_TAKEN, when the port is taken.
  [[nodiscard]] Result<void> start() override;
  // Health says NOT_SERVING from now on; calls are answered as before.
  void begin_stopping() override;
  // Every connection: the client is told (GOAWAY), what has arrived is answered, then it is ended.
  void stop_accepting() override;
  [[nodiscard]] bool drained() const override;
  // Closes what is left.
  void stop() override;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::size_t connections() const;

 private:
  void add(std::unique_ptr<GrpcMethodHandler> handler, const google::protobuf::Descriptor& request,
           const google::protobuf::Descriptor& reply);

  std::shared_ptr<GrpcServerState> state_;
  bool started_ = false;
  Listener listener_;
};

}  // namespace plaza::rpc
