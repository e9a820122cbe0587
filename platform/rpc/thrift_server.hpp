#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/core/clock.hpp"
#include "platform/core/component.hpp"
#include "platform/core/config.hpp"
#include "platform/core/health.hpp"
#include "platform/core/listener.hpp"
#include "platform/core/live.hpp"
#include "platform/rpc/method_handler.hpp"
#include "platform/rpc/observer.hpp"
#include "platform/rpc/server_admission.hpp"
#include "platform/rpc/thrift_reader.hpp"
#include "platform/rpc/thrift_wire.hpp"
#include "platform/tls/credentials.hpp"

namespace plaza::rpc {

struct ServerOptions {
  ListenAddress listen{.address = "127.0.0.1", .port = 9001, .backlog = 1024};
  std::uint32_t connections_max = 4096;
  // Per connection; beyond it, nothing more is read from it until answers are done.
  std::uint32_t calls_in_flight_max = 1024;
  // Per connection; while more waits to be written, nothing more is read from it.
  std::uint64_t output_bytes_max = 8UL * 1024 * 1024;
  FrameLimits frame{};
  tls::ServerOptions tls{};
  DeadlineLimits deadline{};
  AdmissionOptions admission{};
  milliseconds idle_timeout{300'000};  // without a call
  milliseconds frame_timeout{10'000};  // between two pieces of a frame
  milliseconds write_timeout{10'000};  // without a byte taken by the client
  milliseconds linger_timeout{1'000};  // between our end of the stream and the client's, when stopping

  void describe(config::Section section);
};

class ServerState;

// Serves framed binary Thrift: our own clients, whose calls on one connection are told apart by their seqid and
// answered as soon as each is done, and ordinary Thrift clients, which wait for each answer. `Health.check` is built
// in.
//
//   ThriftServer server("pharmacy", process.serving(), clock, process.health(), options);
//   server.handle<pharmacy::Search>([&](const pharmacy::Search::Request& request, const RequestContext& context) {
//     return app.search(request, context);
//   });
class ThriftServer final : public Component {
 public:
  // Workers, clock and health must outlive it. `workers`: those that serve; one of them accepts.
  // `credentials`, loaded: every connection is TLS.
  ThriftServer(std::string name, std::vector<Worker*> workers, const Clock& clock, const Health& health,
               ServerOptions options, std::shared_ptr<ServerObserver> observer = nullptr,
               std::shared_ptr<const tls::Credentials> credentials = nullptr);
  ~ThriftServer() override;

  // Before start(). `handler(request, context)` or `handler(request, context, worker)` returns Result<Reply>, or
  // asio::awaitable<Result<Reply>> when it waits. It is called on all workers at once. An answer is a copy of nothing:
  // what is returned is written from where it stands. Two methods of one name are a programmer's mistake: logic_error.
  template <class M, Handler<M> H>
  void handle(H handler) {
    add(std::make_unique<TypedHandler<M, H>>(std::move(handler)));
  }

  // Before start(). Takes over what changes in them while the process runs:
  //   server.follow(process.dynamic().section("thrift.admission", options.admission));
  void follow(Live<AdmissionOptions>& admission);

  [[nodiscard]] std::string_view name() const override;
  // Fails with unavailable, reason PORT_TAKEN, when the port is taken.
  [[nodiscard]] Result<void> start() override;
  // Health says DRAINING from now on; calls are answered as before.
  void begin_stopping() override;
  // Every connection: what has arrived is answered, then it is ended.
  void stop_accepting() override;
  [[nodiscard]] bool drained() const override;
  // Closes what is left.
  void stop() override;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::size_t connections() const;

 private:
  void add(std::unique_ptr<MethodHandler> handler);

  std::shared_ptr<ServerState> state_;
  bool started_ = false;
  Listener listener_;
};

}  // namespace plaza::rpc
