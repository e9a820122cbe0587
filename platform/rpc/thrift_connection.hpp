#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/worker.hpp"
#include "platform/resilience/endpoint.hpp"
#include "platform/rpc/backoff.hpp"
#include "platform/rpc/byte_buffer.hpp"
#include "platform/rpc/connection_options.hpp"
#include "platform/rpc/connector.hpp"
#include "platform/rpc/pending_calls.hpp"
#include "platform/tls/credentials.hpp"
#include "platform/tls/stream.hpp"

namespace plaza::rpc {

// One TCP connection to one endpoint, made anew with back-off whenever it is lost, and asked for its health now and
// then. Carries many calls at once; what is sent during a tick leaves in one write. The transport under an
// EndpointChannel. Lives on one worker.
class ThriftConnection final : public Channel, public std::enable_shared_from_this<ThriftConnection> {
 public:
  using State = resilience::EndpointState;

  // `report` runs on the worker at each change and after each health check. `options` may change between two calls, on
  // the worker; frame limits and pauses between attempts stay as they were when this was made. `credentials`, loaded:
  // every connection is TLS.
  ThriftConnection(asio::io_context::executor_type executor, const Clock& clock,
                   std::shared_ptr<const ConnectionOptions> options, std::string endpoint,
                   std::function<void(State)> report, std::shared_ptr<const tls::Credentials> credentials = nullptr);

  // Both from any thread; stop() once, before it is let go. A stopped connection fails what waits and stays down.
  void start();
  void stop();

  // A ThriftCall. Never sends it twice. Errors: what the server answered; deadline_exceeded within milliseconds of the
  // deadline; resource_exhausted when too much waits already; unavailable when there is no connection or it broke;
  // cancelled.
  asio::awaitable<Result<void>> send(Call& call) override;

 private:
  class Stop;
  asio::awaitable<void> run(std::shared_ptr<ThriftConnection> self);
  void connected();
  asio::awaitable<void> read_answers();
  bool take_frames();
  bool take_answer(std::span<const std::uint8_t> frame);
  void lost();

  asio::awaitable<void> watch_health(std::shared_ptr<ThriftConnection> self, std::uint64_t generation);
  asio::awaitable<std::optional<State>> ask_health();
  void set_state(State state);

  // The call's number, or why it cannot be sent.
  Result<std::int32_t> begin(ThriftCall& call);
  void cancel(std::int32_t seqid);
  [[nodiscard]] bool never_left(const PendingCall& call) const { return call.position >= bytes_written_; }
  void flush();
  void expire_at(SteadyTime deadline);
  void expire();
  void close_socket();

  asio::io_context::executor_type executor_;
  const Clock* clock_;
  std::shared_ptr<const ConnectionOptions> options_;
  std::string endpoint_;
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
  bool said_goodbye_ = false;
  std::uint64_t generation_ = 0;  // of the connection; a new one each time
  std::uint64_t bytes_written_ = 0;
  SteadyTime next_expiry_ = SteadyTime::max();
  ByteBuffer in_;
  ByteBuffer out_;
  FrameReader reader_;
  FrameWriter writer_;
  PendingCalls pending_;
};

}  // namespace plaza::rpc
