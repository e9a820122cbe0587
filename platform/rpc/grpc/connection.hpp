#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/worker.hpp"
#include "platform/resilience/endpoint.hpp"
#include "platform/rpc/backoff.hpp"
#include "platform/rpc/byte_buffer.hpp"
#include "platform/rpc/connector.hpp"
#include "platform/rpc/grpc/call.hpp"
#include "platform/rpc/grpc/http2_session.hpp"
#include "platform/rpc/grpc/options.hpp"
#include "platform/rpc/grpc/status.hpp"
#include "platform/tls/credentials.hpp"
#include "platform/tls/stream.hpp"

namespace plaza::rpc {

// One HTTP/2 connection to one endpoint, made anew with back-off whenever it is lost, and asked for its health
// (grpc.health.v1) now and then. Every call is a stream of its own; what is sent during a tick leaves in one write. The
// transport under an EndpointChannel. Lives on one worker.
class GrpcConnection final : public Channel, public std::enable_shared_from_this<GrpcConnection>, private Http2Events {
 public:
  using State = resilience::EndpointState;

  // `report` runs on the worker at each change and after each health check. `options` may change between two calls, on
  // the worker; pauses between attempts stay as they were when this was made. `credentials`, loaded: every connection
  // is TLS.
  GrpcConnection(asio::io_context::executor_type executor, const Clock& clock,
                 std::shared_ptr<const GrpcConnectionOptions> options, std::string endpoint,
                 std::function<void(State)> report, std::shared_ptr<const tls::Credentials> credentials = nullptr);
  ~GrpcConnection() override;

  // Both from any thread; stop() once, before it is let go. A stopped connection fails what waits and stays down.
  void start();
  void stop();

  // A GrpcCall. Never sends it twice. Errors: what the server answered; deadline_exceeded within milliseconds of the
  // deadline; resource_exhausted when too much waits already; unavailable when there is no connection or it broke;
  // cancelled. What is given up here, the server is told (RST_STREAM).
  asio::awaitable<Result<void>> send(Call& call) override;

 private:
  // A call on its stream. Stays until the stream is closed, which may be later than its answer.
  struct Pending {
    GrpcCall* call = nullptr;  // null: nobody waits any more
    SteadyTime deadline;
    std::optional<std::uint64_t> position;  // of its header in all that this connection sends; nothing while it waits
    GrpcStatus status;
    ByteBuffer in{message_first_bytes};
    Http2Body body;
    std::move_only_function<void(Result<void>)> done;
  };
  class Stop;

  asio::awaitable<void> run(std::shared_ptr<GrpcConnection> self);
  void connected();
  asio::awaitable<void> read_answers();
  void lost();
  asio::awaitable<void> watch_health(std::shared_ptr<GrpcConnection> self, std::uint64_t generation);
  asio::awaitable<std::optional<State>> ask_health();
  void set_state(State state);

  // The stream of the call, or why it cannot be sent.
  Result<std::int32_t> begin(GrpcCall& call);
  [[nodiscard]] Result<void> may_begin(milliseconds remaining) const;
  void cancel(std::int32_t stream);
  void flush();
  void expire_at(SteadyTime deadline);
  void expire();
  [[nodiscard]] bool never_left(const Pending& pending) const;
  static void finish(Pending& pending, Result<void> outcome);
  Result<void> take_answer(Pending& pending) const;

  // Http2Events
  void header(std::int32_t stream, std::string_view name, std::string_view value) override;
  void data(std::int32_t stream, std::span<const std::uint8_t> bytes) override;
  void ended(std::int32_t stream) override;
  void closed(std::int32_t stream, std::uint32_t error) override;
  void leaving(std::int32_t stream) override;
  void goodbye() override;
  Pending* find(std::int32_t stream);

  asio::io_context::executor_type executor_;
  const Clock* clock_;
  std::shared_ptr<const GrpcConnectionOptions> options_;
  std::string endpoint_;
  std::string scheme_;
  std::function<void(State)> report_;

  tls::Stream socket_;
  Connector connector_;
  asio::steady_timer pause_;  // between two attempts to connect
  asio::steady_timer deadline_timer_;
  asio::steady_timer health_timer_;
  TickFlush flush_at_end_of_tick_;
  Backoff backoff_;

  State state_ = State::down;
  bool stopped_ = false;
  bool waiting_to_write_ = false;
  std::uint64_t generation_ = 0;  // of the connection; a new one each time
  std::uint64_t bytes_written_ = 0;
  SteadyTime next_expiry_ = SteadyTime::max();
  std::vector<std::uint8_t> in_;
  ByteBuffer out_;
  std::string path_;         // of the call that begins; kept for its memory
  std::size_t waiting_ = 0;  // calls without an answer
  std::unordered_map<std::int32_t, std::unique_ptr<Pending>> pending_;
  std::unique_ptr<Http2Session> session_;
};

}  // namespace plaza::rpc
