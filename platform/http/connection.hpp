#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "platform/http/input_buffer.hpp"
#include "platform/http/output_buffer.hpp"
#include "platform/http/shard.hpp"
#include "platform/http/transaction.hpp"
#include "platform/tls/stream.hpp"

namespace plaza::http {

// One client's connection. A coroutine reads what came, answers every request in it, and writes all answers at once; it
// owns the connection. Lives on its shard's worker.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // Serves until the connection ends.
  static void serve(std::shared_ptr<Shard> shard, asio::ip::tcp::socket socket);
  // Answers 503 and closes; with TLS it only closes, as the handshake would cost more than the answer.
  static void refuse(std::shared_ptr<Shard> shard, asio::ip::tcp::socket socket);

  Connection(std::shared_ptr<Shard> shard, asio::ip::tcp::socket socket, bool counted);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Ends a phase that has lasted too long.
  void check_time(SteadyTime now);
  // The server stops: ends the connection when it stands between two requests and no byte of a next one has come.
  void end_if_idle();
  void close();

 private:
  class Writer;

  // What the connection waits for, each with a time limit of its own; only for a handler there is none.
  enum class Phase : std::uint8_t { idle, header, body, handling, writing, lingering };
  // What the coroutine does next.
  enum class Step : std::uint8_t { read, flush, handle, stream, close };
  // Why a wait was broken off.
  enum class Interrupt : std::uint8_t { none, timed_out, end };

  static asio::awaitable<void> run(std::shared_ptr<Connection> self);
  static asio::awaitable<void> run_refusal(std::shared_ptr<Connection> self);

  // The TLS handshake, within the time for a header. False when it failed.
  asio::awaitable<bool> secure(std::shared_ptr<const tls::Context> context);
  // Serves requests from the bytes at hand until something must be waited for.
  Step advance();
  // Reads the clocks for what is done until the next wait. Requests that came in one batch begin together, and each
  // counts what it waited for those before it; an answer's Date and an id's milliseconds may be as old as the batch.
  void begin_turn();
  Step begin_request();
  // Checks, parses and routes a head into transaction_, or finds it done before.
  std::expected<void, FramingViolation> begin_transaction(std::string_view head);
  Step read_body();
  Step answer();
  // The answer that the head at hand had before, where it has one.
  [[nodiscard]] const FinishedReply* finished_reply() const;
  Step respond(const FinishedReply& reply);
  Step respond(Response&& response);
  void keep_reply(const Response& response, std::string_view head);
  // For bytes that are no request, or a request whose body is not read: the connection ends behind this answer.
  Step refuse_bytes(const FramingViolation& violation);
  Step refuse_request(Response response);

  asio::awaitable<Response> call_handler();
  asio::awaitable<bool> send_stream();
  asio::awaitable<bool> read_more();
  asio::awaitable<void> linger();

  enum class Sent : std::uint8_t { all, part, failed };
  // Writes without waiting.
  Sent send();
  // Writes what send() left, as the client takes it.
  asio::awaitable<Sent> send_rest();
  // Answers of earlier pipelined requests leave while a later one's handler waits.
  void send_soon();
  // What stands in the socket already.
  bool read_at_hand();
  void enter(Phase phase);
  void report_sent();

  std::shared_ptr<Shard> shard_;
  tls::Stream socket_;
  std::string remote_address_;
  InputBuffer input_;
  OutputBuffer output_;
  std::unique_ptr<Transaction> transaction_;         // the request being read or answered
  std::vector<std::unique_ptr<Transaction>> ready_;  // answered, but not sent completely
  StreamedBody stream_;
  SteadyTime phase_since_;
  SteadyTime turn_steady_;
  SystemTime turn_;
  std::size_t head_searched_ = 0;
  Phase phase_ = Phase::idle;
  Interrupt interrupt_ = Interrupt::none;
  bool counted_;
  bool unfinished_ = true;
  bool fresh_ = true;       // no request has come yet
  bool keep_alive_ = true;  // after the answer under way
  bool continue_sent_ = false;
  bool head_only_ = false;
  bool send_posted_ = false;
};

}  // namespace plaza::http
