#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/worker.hpp"
#include "platform/rpc/backoff.hpp"
#include "platform/rpc/byte_buffer.hpp"
#include "platform/rpc/channel_options.hpp"
#include "platform/rpc/pending_calls.hpp"

namespace plaza::rpc {

// One TCP connection to one endpoint, made anew with back-off whenever it is lost, and asked for its health now and
// then. Carries many calls at once; what is sent during a tick leaves in one write. Lives on one worker.
class ThriftConnection : public std::enable_shared_from_this<ThriftConnection> {
 public:
  enum class State : std::uint8_t {
    down,
    fresh,  // connected; its health is not known yet
    serving,
    draining,     // still answers, but calls should go elsewhere
    not_serving,  // says so, or does not answer its health check
  };

  // `changed` runs on the worker when state() or has_served() has become another.
  ThriftConnection(asio::io_context::executor_type executor, const Clock& clock,
                   std::shared_ptr<const ChannelOptions> options, std::string endpoint, std::function<void()> changed);

  // Both from any thread; stop() once, before it is let go. A stopped connection fails what waits and stays down.
  void start();
  void stop();

  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }
  [[nodiscard]] State state() const { return state_; }
  // This connection was serving once.
  [[nodiscard]] bool has_served() const { return has_served_; }

  // Errors: what the server answered; deadline_exceeded within milliseconds of the deadline; resource_exhausted when
  // too much waits already; unavailable when the connection broke; cancelled.
  asio::awaitable<Delivery> send(ThriftCall& call);

 private:
  class Stop;
  asio::awaitable<void> run(std::shared_ptr<ThriftConnection> self);
  asio::awaitable<bool> connect();
  asio::awaitable<bool> connect_to(std::string host, std::string port);
  void connected();
  asio::awaitable<void> read_answers();
  bool take_frames();
  bool take_answer(std::span<const std::uint8_t> frame);
  void lost();

  asio::awaitable<void> watch_health(std::shared_ptr<ThriftConnection> self, std::uint64_t generation);
  asio::awaitable<std::optional<State>> ask_health();
  void set_state(State state);

  // The call's number, or why it cannot be sent.
  std::expected<std::int32_t, Delivery> begin(ThriftCall& call);
  void cancel(std::int32_t seqid);
  [[nodiscard]] bool never_left(const PendingCall& call) const { return call.position >= bytes_written_; }
  void flush();
  void expire_at(SteadyTime deadline);
  void expire();
  void close_socket();

  asio::io_context::executor_type executor_;
  const Clock* clock_;
  std::shared_ptr<const ChannelOptions> options_;
  std::string endpoint_;
  std::function<void()> changed_;

  asio::ip::tcp::socket socket_;
  asio::ip::tcp::resolver resolver_;
  asio::steady_timer connect_timer_;
  asio::steady_timer deadline_timer_;
  asio::steady_timer health_timer_;
  TickFlush flush_at_end_of_tick_;
  Backoff backoff_;

  State state_ = State::down;
  bool has_served_ = false;
  bool stopped_ = false;
  bool connecting_ = false;
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
