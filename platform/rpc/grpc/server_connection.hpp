#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/rpc/byte_buffer.hpp"
#include "platform/rpc/grpc/http2_session.hpp"
#include "platform/rpc/grpc/server_state.hpp"
#include "platform/tls/stream.hpp"

namespace plaza::rpc {

// One client of a GrpcServer: reads calls, has them handled, writes the answers of a tick at once. Lives on one worker,
// until it is closed and the last call that it read has ended.
class GrpcServerConnection final : public ServedConnection,
                                   public CallOrigin,
                                   public std::enable_shared_from_this<GrpcServerConnection>,
                                   private Http2Events {
 public:
  GrpcServerConnection(std::shared_ptr<GrpcServerState> state, Worker& worker, asio::ip::tcp::socket socket);
  ~GrpcServerConnection() override;

  // ServedConnection
  void start() override;
  void drain() override;
  void close(std::string_view why) override;
  void sweep(SteadyTime now) override;

  // CallOrigin: a call's number is its stream.
  [[nodiscard]] Worker& worker() const override { return *worker_; }
  [[nodiscard]] const GrpcServerState& state() const override { return *state_; }
  [[nodiscard]] ServerAdmission& admission() const override { return home_->admission(); }
  [[nodiscard]] resilience::Duration waited(SteadyTime now) const override { return now - last_read_; }
  void watch(std::uint64_t call, std::shared_ptr<CallCancellation> cancellation) override;
  std::optional<std::size_t> answer(std::uint64_t call, const google::protobuf::MessageLite& reply) override;
  std::optional<std::size_t> refuse(std::uint64_t call, const Error& error) override;

  // For conversations.
  std::size_t send(std::int32_t stream, const google::protobuf::MessageLite& message);
  void finish(std::int32_t stream, const Result<void>& outcome);

 private:
  // A call, from its first header field until the stream is closed.
  struct Stream {
    std::string path;
    CallMetadata metadata;
    bool is_post = false;
    bool is_grpc = false;
    bool metadata_is_good = true;
    bool header_complete = false;
    bool request_ended = false;
    bool answer_begun = false;
    bool answered = false;  // nothing more is read from it
    SteadyTime deadline = SteadyTime::max();
    const GrpcMethodHandler* handler = nullptr;
    std::shared_ptr<Conversation> conversation;
    std::shared_ptr<CallCancellation> cancellation;
    ByteBuffer in{message_first_bytes};
    Http2Body out;
  };

  asio::awaitable<void> run(std::shared_ptr<GrpcServerConnection> self);
  asio::awaitable<bool> secure();
  asio::awaitable<bool> read_more();
  asio::awaitable<void> linger();
  [[nodiscard]] bool something_waits() const;
  void end_session();
  void flush();

  // Http2Events
  void header(std::int32_t stream, std::string_view name, std::string_view value) override;
  void header_complete(std::int32_t stream) override;
  void data(std::int32_t stream, std::span<const std::uint8_t> bytes) override;
  void ended(std::int32_t stream) override;
  void closed(std::int32_t stream, std::uint32_t error) override;
  void said_all(std::int32_t stream) override;
  void pong() override;

  [[nodiscard]] Stream* find(std::int32_t stream);
  void route(std::int32_t number, Stream& stream);
  void refuse_http(std::int32_t number, Stream& stream, std::string_view status);
  void dispatch(std::int32_t number, Stream& stream);
  void converse(std::int32_t number);
  void forget_input(Stream& stream);
  void about_to_send();
  std::size_t refuse_stream(std::int32_t number, Stream& stream, const Error& error);

  std::shared_ptr<GrpcServerState> state_;
  Worker* worker_;
  WorkerConnections* home_;
  tls::Stream socket_;
  std::string remote_;
  std::vector<std::uint8_t> in_;
  ByteBuffer out_;
  TickFlush flush_at_end_of_tick_;
  asio::steady_timer end_timer_;  // of what a client may take to answer our goodbye
  std::size_t input_bytes_ = 0;   // of requests that are not complete
  SteadyTime last_call_;
  SteadyTime last_read_;
  SteadyTime last_write_;  // of a byte that the client took, or of the first that waits
  bool waiting_to_write_ = false;
  bool heard_ = false;
  bool pinged_ = false;
  bool handshaking_ = false;
  bool draining_ = false;
  bool session_ended_ = false;
  bool closed_ = false;
  std::unordered_map<std::int32_t, std::unique_ptr<Stream>> streams_;
  Http2Session session_;
};

}  // namespace plaza::rpc
