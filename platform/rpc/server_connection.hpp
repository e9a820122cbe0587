#pragma once

#include <deque>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/rpc/byte_buffer.hpp"
#include "platform/rpc/server_state.hpp"
#include "platform/rpc/thrift_reader.hpp"
#include "platform/rpc/thrift_writer.hpp"
#include "platform/tls/stream.hpp"

namespace plaza::rpc {

// One client of a ThriftServer: reads frames, has them handled, writes the answers of a tick at once. Lives on one
// worker, until it is closed and the last call that it read is answered.
class ServerConnection final : public ServedConnection, public std::enable_shared_from_this<ServerConnection> {
 public:
  ServerConnection(std::shared_ptr<ServerState> state, Worker& worker, asio::ip::tcp::socket socket);

  void start() override;
  // Says goodbye at the end.
  void drain() override;
  void close(std::string_view why) override;
  void sweep(SteadyTime now) override;

  [[nodiscard]] Worker& worker() const { return *worker_; }
  ServerState& state() { return *state_; }

  // For the calls that it has read (ServedCallState).
  FrameWriter& writer() { return writer_; }
  ServerAdmission& admission() { return home_->admission(); }
  // How long ago the call was read that is handled now.
  [[nodiscard]] resilience::Duration waited(SteadyTime now) const { return now - frame_came_; }
  // The frame in writer() is complete. Returns its size; 0 when it was too long and has been taken back.
  std::size_t finish_frame();
  void call_finished();

 private:
  asio::awaitable<void> run(std::shared_ptr<ServerConnection> self);
  asio::awaitable<bool> secure();
  asio::awaitable<bool> read_more();
  asio::awaitable<void> finish();
  bool read_what_is_there();
  void received(std::size_t bytes);
  // When the last of the next so many bytes was read.
  SteadyTime take_arrival(std::size_t bytes);
  // Lets answers leave and other connections have their turn.
  asio::awaitable<void> give_way();
  asio::awaitable<void> wait_for_progress();
  // Handles what has come for as long as one turn may take. False when a frame was malformed and the connection is
  // closed.
  bool handle_frames(resilience::Duration turn);
  bool handle_frame(std::span<const std::uint8_t> frame, SteadyTime now);
  [[nodiscard]] bool has_frame();
  [[nodiscard]] bool congested() const;
  void flush();
  void wake();

  std::shared_ptr<ServerState> state_;
  Worker* worker_;
  WorkerConnections* home_;
  tls::Stream socket_;
  std::string remote_;
  ByteBuffer in_;
  // Which of these bytes came when: so many with each read.
  struct Arrival {
    std::size_t bytes;
    SteadyTime at;
  };
  std::deque<Arrival> arrivals_;
  ByteBuffer out_;
  FrameReader reader_;
  FrameWriter writer_;
  TickFlush flush_at_end_of_tick_;
  asio::steady_timer progress_;  // never expires; cancelled when an answer is done or written
  std::uint32_t calls_in_flight_ = 0;
  SteadyTime last_read_;
  SteadyTime frame_came_;  // that is handled now
  SteadyTime last_write_;  // of a byte that the client took, or of the first that waits
  bool waiting_to_write_ = false;
  bool numbers_its_calls_ = false;
  bool handshaking_ = false;
  bool draining_ = false;
  bool closed_ = false;
};

}  // namespace plaza::rpc
