#include "platform/http/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/http/problem.hpp"
#include "platform/http/reply.hpp"

// The connection's life: waiting, reading, writing, and its end. What happens to a request stands in
// connection_requests.cpp.

namespace plaza::http {

using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

// After the last answer the client's remaining bytes are read and dropped, within these bounds: closing at once would
// reset the connection, and the reset may overtake the answer (RFC 9112, 9.6).
constexpr std::chrono::seconds linger_time{2};
constexpr std::size_t linger_bytes_max = 1024 * 1024;
// How long a connection that was accepted while stopping may take to send its request.
constexpr std::chrono::seconds fresh_time{1};

bool would_block(const error_code& error) {
  return error == asio::error::would_block || error == asio::error::try_again;
}

std::string address_of(const tcp::socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? std::string() : endpoint.address().to_string();
}

}  // namespace

Connection::Connection(std::shared_ptr<Shard> shard, tcp::socket socket, bool counted)
    : shard_(std::move(shard)),
      socket_(std::move(socket)),
      remote_address_(address_of(socket_.socket())),
      input_(static_cast<std::size_t>(shard_->options().line_bytes_max + shard_->options().header_bytes_max) + 4096),
      phase_since_(shard_->clock().steady_now()),
      counted_(counted) {
  shard_->add(*this, counted_);
  shard_->counts().unfinished.fetch_add(1, std::memory_order_relaxed);
  if (!counted_) return;
  shard_->counts().opened();
  if (auto* observer = shard_->observer()) observer->opened(shard_->worker());
}

Connection::~Connection() {
  if (transaction_) {
    transaction_->status = 499;  // the client went away before it was answered
    ready_.push_back(std::move(transaction_));
  }
  report_sent();
  shard_->remove(*this, counted_);
  if (unfinished_) shard_->counts().unfinished.fetch_sub(1, std::memory_order_relaxed);
  if (!counted_) return;
  if (auto* observer = shard_->observer()) observer->closed(shard_->worker());
  shard_->counts().closed();
}

void Connection::serve(std::shared_ptr<Shard> shard, tcp::socket socket) {
  const auto executor = shard->worker().executor();
  asio::co_spawn(executor, run(std::make_shared<Connection>(std::move(shard), std::move(socket), true)),
                 asio::detached);
}

void Connection::refuse(std::shared_ptr<Shard> shard, tcp::socket socket) {
  const auto executor = shard->worker().executor();
  asio::co_spawn(executor, run_refusal(std::make_shared<Connection>(std::move(shard), std::move(socket), false)),
                 asio::detached);
}

asio::awaitable<void> Connection::run(std::shared_ptr<Connection> self) {
  if (auto context = self->shard_->tls_context(); context && !co_await self->secure(std::move(context))) co_return;
  while (true) {
    auto step = self->advance();
    if (step == Step::handle) {
      self->enter(Phase::handling);
      self->send_soon();
      auto response = co_await self->call_handler();
      self->begin_turn();
      step = self->respond(std::move(response));
      if (step == Step::flush && !self->output_.must_flush()) continue;
    }
    if (step == Step::stream && !co_await self->send_stream()) co_return;
    auto sent = self->send();
    if (sent == Sent::part) sent = co_await self->send_rest();
    if (sent != Sent::all) co_return;
    if (!self->keep_alive_ && !self->transaction_) break;
    if (step == Step::read && !co_await self->read_more()) co_return;
  }
  co_await self->linger();
}

asio::awaitable<bool> Connection::secure(std::shared_ptr<const tls::Context> context) {
  enter(Phase::header);
  const auto [error] = co_await socket_.async_handshake(std::move(context), as_tuple);
  enter(Phase::idle);
  // A client that shows no certificate learns why by an alert, which has left.
  co_return !error;
}

asio::awaitable<void> Connection::run_refusal(std::shared_ptr<Connection> self) {
  if (self->shard_->tls_context()) co_return;
  auto response = problem(problem_type("unavailable"), "this server has as many connections as it can take", {});
  response.headers.add("Retry-After", "1");
  append_reply_head(
      self->output_.text(), response,
      {.date_line = self->shard_->date_line(self->shard_->clock().now()), .request_id = {}, .keep_alive = false});
  self->output_.append_body(std::move(response));
  if (self->send() == Sent::all) co_await self->linger();
}

asio::awaitable<bool> Connection::read_more() {
  if (interrupt_ == Interrupt::none) {
    const auto room = input_.prepare();
    const auto [error, bytes] = co_await socket_.async_read_some(asio::buffer(room.data(), room.size()), as_tuple);
    if (!error) {
      input_.commit(bytes);
      if (phase_ == Phase::idle) enter(Phase::header);
      co_return true;
    }
    if (error != asio::error::operation_aborted || interrupt_ == Interrupt::none) co_return false;
  }
  const auto interrupt = std::exchange(interrupt_, Interrupt::none);
  if (interrupt == Interrupt::end && read_at_hand()) co_return true;
  if (interrupt == Interrupt::timed_out) refuse_bytes({408, "The request did not arrive within the time allowed."});
  keep_alive_ = false;
  if (send() == Sent::all) co_await linger();
  co_return false;
}

bool Connection::read_at_hand() {
  const auto room = input_.prepare();
  error_code error;
  const auto bytes = socket_.read_some(asio::buffer(room.data(), room.size()), error);
  if (error) return false;
  input_.commit(bytes);
  if (phase_ == Phase::idle) enter(Phase::header);
  return true;
}

Connection::Sent Connection::send() {
  while (!output_.empty()) {
    error_code error;
    const auto bytes = socket_.write_some(output_.buffers(), error);
    if (would_block(error)) return Sent::part;
    if (error) return Sent::failed;
    output_.consume(bytes);
  }
  if (output_.has_memory()) shard_->give_back_memory(output_.take_memory());
  report_sent();
  return Sent::all;
}

asio::awaitable<Connection::Sent> Connection::send_rest() {
  const auto before = phase_;
  auto sent = Sent::part;
  while (sent == Sent::part) {
    enter(Phase::writing);
    const auto [error] = co_await socket_.async_wait_writable(as_tuple);
    sent = error ? Sent::failed : send();
  }
  enter(before);
  co_return sent;
}

void Connection::send_soon() {
  if (output_.empty() || send_posted_) return;
  send_posted_ = true;
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    self->send_posted_ = false;
    if (self->phase_ == Phase::handling) (void)self->send();
  });
}

void Connection::report_sent() {
  if (ready_.empty()) return;
  if (auto* observer = shard_->observer()) {
    const auto ended = shard_->clock().now();
    const auto now = shard_->clock().steady_now();
    for (const auto& transaction : ready_) observer->finished(shard_->worker(), transaction->exchange(ended, now));
  }
  for (auto& transaction : ready_) shard_->give_back(std::move(transaction));
  ready_.clear();
}

asio::awaitable<void> Connection::linger() {
  enter(Phase::lingering);
  unfinished_ = false;
  shard_->counts().unfinished.fetch_sub(1, std::memory_order_relaxed);
  error_code error;
  socket_.shutdown_send(error);
  std::array<char, 4096> dropped{};
  std::size_t bytes_dropped = 0;
  while (!error && bytes_dropped < linger_bytes_max) {
    const auto [failed, bytes] = co_await socket_.async_read_some(asio::buffer(dropped), as_tuple);
    error = failed;
    bytes_dropped += bytes;
  }
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  phase_since_ = shard_->clock().steady_now();
}

void Connection::check_time(SteadyTime now) {
  const auto& options = shard_->options();
  const auto lasted = now - phase_since_;
  const auto interrupt = [this](Interrupt why) {
    interrupt_ = why;
    socket_.cancel();
  };
  switch (phase_) {
    case Phase::idle:
      if (lasted > options.idle_timeout || (shard_->ending() && (!fresh_ || lasted > fresh_time))) {
        interrupt(Interrupt::end);
      }
      return;
    case Phase::header:
      if (lasted > options.header_timeout) interrupt(Interrupt::timed_out);
      return;
    case Phase::body:
      if (lasted > options.body_timeout) interrupt(Interrupt::timed_out);
      return;
    case Phase::handling:
      return;
    case Phase::writing:
      if (lasted > options.write_timeout) close();
      return;
    case Phase::lingering:
      if (lasted > linger_time) close();
      return;
  }
}

void Connection::end_if_idle() {
  if (phase_ != Phase::idle || fresh_) return;
  interrupt_ = Interrupt::end;
  socket_.cancel();
}

void Connection::close() {
  socket_.close();
}

}  // namespace plaza::http
