#include "platform/rpc/server_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace plaza::rpc {

using boost::system::error_code;

namespace {

constexpr std::size_t read_bytes = 64UL * 1024;
// How long calls of one connection are handled before answers leave, others have their turn, and what has come
// meanwhile is read: what stands in the kernel's buffer seems not to wait.
constexpr std::chrono::milliseconds turn_max{2};
// What has come when we stop is handled in one go.
constexpr std::chrono::hours last_turn_max{1};
// No more is read ahead of the calls that wait already.
constexpr std::size_t read_ahead_bytes_max = 256UL * 1024;
constexpr std::size_t length_bytes = 4;
// What a client has sent when we stop is still answered, up to this many reads.
constexpr int last_reads_max = 64;
constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

std::uint32_t frame_length(ByteBuffer& buffer) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, buffer.data(), sizeof(bits));
  return network_order(bits);
}

}  // namespace

ServerConnection::ServerConnection(std::shared_ptr<ServerState> state, Worker& worker, asio::ip::tcp::socket socket)
    : state_(std::move(state)),
      worker_(&worker),
      home_(&state_->of(worker)),
      socket_(std::move(socket)),
      reader_(state_->options->frame),
      writer_(out_),
      flush_at_end_of_tick_(worker.executor(), [this] { flush(); }),
      progress_(worker.executor(), SteadyTime::max()),
      last_read_(state_->clock->steady_now()),
      frame_came_(last_read_),
      last_write_(last_read_) {
  error_code error;
  const auto remote = socket_.socket().remote_endpoint(error);
  if (!error) remote_ = remote.address().to_string() + ":" + std::to_string(remote.port());
}

void ServerConnection::start() {
  state_->observer->opened(*worker_);
  asio::co_spawn(worker_->executor(), run(shared_from_this()), asio::detached);
}

asio::awaitable<void> ServerConnection::run(std::shared_ptr<ServerConnection> self) {
  if (state_->credentials && !co_await secure()) co_return;
  while (!closed_) {
    if (!handle_frames(turn_max)) co_return;
    if (congested()) {
      co_await wait_for_progress();
    } else if (has_frame()) {
      co_await give_way();
      if (!closed_ && in_.size() < read_ahead_bytes_max) read_what_is_there();
    } else if (draining_ || !co_await read_more()) {
      break;
    }
  }
  if (!closed_ && draining_) co_await finish();
  close({});
}

// False when the handshake failed and the connection is closed.
asio::awaitable<bool> ServerConnection::secure() {
  handshaking_ = true;
  auto context = state_->credentials->context();
  const auto [error] = co_await socket_.async_handshake(std::move(context), awaited);
  handshaking_ = false;
  if (!error) co_return true;
  const auto refused = socket_.why_refused();
  close("the TLS handshake failed: " + (refused.empty() ? error.message() : refused));
  co_return false;
}

// False at the end of the stream, and when the server stops.
asio::awaitable<bool> ServerConnection::read_more() {
  const auto space = in_.prepare(read_bytes);
  const auto [error, count] = co_await socket_.async_read_some(asio::buffer(space.data(), space.size()), awaited);
  if (error) co_return false;
  received(count);
  co_return true;
}

bool ServerConnection::read_what_is_there() {
  const auto space = in_.prepare(read_bytes);
  error_code error;
  const auto count = socket_.read_some(asio::buffer(space.data(), space.size()), error);
  if (error) return false;
  received(count);
  return true;
}

void ServerConnection::received(std::size_t bytes) {
  in_.commit(bytes);
  last_read_ = state_->clock->steady_now();
  arrivals_.push_back({.bytes = bytes, .at = last_read_});
}

SteadyTime ServerConnection::take_arrival(std::size_t bytes) {
  while (bytes > arrivals_.front().bytes) {
    bytes -= arrivals_.front().bytes;
    arrivals_.pop_front();
  }
  const auto at = arrivals_.front().at;
  arrivals_.front().bytes -= bytes;
  if (arrivals_.front().bytes == 0) arrivals_.pop_front();
  return at;
}

asio::awaitable<void> ServerConnection::give_way() {
  co_await asio::post(worker_->executor(), asio::use_awaitable);
}

asio::awaitable<void> ServerConnection::wait_for_progress() {
  co_await progress_.async_wait(awaited);
}

void ServerConnection::wake() {
  progress_.cancel();
}

bool ServerConnection::congested() const {
  return calls_in_flight_ >= state_->options->calls_in_flight_max || out_.size() > state_->options->output_bytes_max;
}

bool ServerConnection::has_frame() {
  return in_.size() >= length_bytes && in_.size() - length_bytes >= frame_length(in_);
}

bool ServerConnection::handle_frames(resilience::Duration turn) {
  std::optional<SteadyTime> turn_ends;
  while (!closed_ && !congested()) {
    if (in_.size() >= length_bytes && frame_length(in_) > state_->options->frame.frame_bytes_max) {
      close("a frame is longer than frame_bytes_max");
      return false;
    }
    if (!has_frame()) return true;
    const auto now = state_->clock->steady_now();
    if (!turn_ends) turn_ends = now + turn;
    if (now > *turn_ends) return true;
    const auto length = frame_length(in_);
    frame_came_ = take_arrival(length_bytes + length);
    if (!handle_frame(in_.bytes().subspan(length_bytes, length), now)) return false;
    in_.consume(length_bytes + length);
  }
  return !closed_;
}

bool ServerConnection::handle_frame(std::span<const std::uint8_t> frame, SteadyTime now) {
  try {
    const auto head = reader_.begin(frame);
    if (head.type != thrift::protocol::T_CALL) {
      close("a message that is not a call");
      return false;
    }
    numbers_its_calls_ |= head.seqid != 0;
    const auto found = state_->handlers.find(head.name);
    if (found == state_->handlers.end()) {
      write_application_failure(writer_, head.name, head.seqid, ApplicationFailure::unknown_method, "unknown method");
      flush_at_end_of_tick_.request();
      return true;
    }
    ++calls_in_flight_;
    const auto& handler = *found->second;
    handler.run({shared_from_this(), handler.method(), head.seqid, now}, reader_);
    return true;
  } catch (const thrift::protocol::TProtocolException& exception) {
    close(exception.what());
    return false;
  }
}

std::size_t ServerConnection::finish_frame() {
  const auto bytes = writer_.end();
  if (bytes - length_bytes <= state_->options->frame.frame_bytes_max) return bytes;
  writer_.roll_back();
  return 0;
}

void ServerConnection::call_finished() {
  --calls_in_flight_;
  if (closed_) {
    out_.clear();
    return;
  }
  flush_at_end_of_tick_.request();
  wake();
}

void ServerConnection::flush() {
  if (closed_ || waiting_to_write_) return;
  while (!out_.empty()) {
    error_code error;
    const auto count = socket_.write_some(asio::buffer(out_.data(), out_.size()), error);
    if (error == asio::error::would_block || error == asio::error::try_again) {
      waiting_to_write_ = true;
      socket_.async_wait_writable([self = shared_from_this()](const error_code&) {
        self->waiting_to_write_ = false;
        self->flush();
      });
      return;
    }
    if (error) return close(error.message());
    out_.consume(count);
    last_write_ = state_->clock->steady_now();
  }
  wake();
}

void ServerConnection::drain() {
  if (draining_ || closed_) return;
  draining_ = true;
  // Ends the wait for the next byte; what the write was doing it takes up again.
  socket_.cancel();
  wake();
}

// The end of a connection that nothing may be lost on: a socket that is closed with bytes unread sends a reset, which
// takes answers on their way with it. So: answer what has come, end our side, and read until the client ends its own.
asio::awaitable<void> ServerConnection::finish() {
  for (int i = 0; i < last_reads_max && !closed_; ++i) {
    if (!congested() && !read_what_is_there()) break;
    if (!handle_frames(last_turn_max)) co_return;
    if (congested()) co_await wait_for_progress();
  }
  while (!closed_ && (calls_in_flight_ > 0 || !out_.empty())) {
    if (!handle_frames(last_turn_max)) co_return;
    co_await wait_for_progress();
  }
  if (closed_) co_return;
  if (numbers_its_calls_) write_goodbye(writer_);
  flush();
  error_code ignored;
  socket_.shutdown_send(ignored);
  asio::steady_timer linger(worker_->executor(), state_->options->linger_timeout);
  linger.async_wait([self = shared_from_this()](const error_code& cancelled) {
    if (!cancelled) self->close({});
  });
  std::array<std::uint8_t, 4096> discarded;
  for (;;) {
    const auto [error, count] = co_await socket_.async_read_some(asio::buffer(discarded), awaited);
    if (error) break;
  }
}

void ServerConnection::close(std::string_view why) {
  if (closed_) return;
  closed_ = true;
  socket_.close();
  wake();
  if (calls_in_flight_ == 0) out_.clear();
  state_->observer->closed(*worker_, remote_, why);
  home_->remove(shared_from_this());
}

void ServerConnection::sweep(SteadyTime now) {
  const auto& options = *state_->options;
  if (!out_.empty() && waiting_to_write_ && now - last_write_ > options.write_timeout)
    return close("it takes no answers");
  if (handshaking_ && now - last_read_ > options.frame_timeout) return close("the TLS handshake took too long");
  if (calls_in_flight_ > 0 || draining_) return;
  if (!in_.empty() && !has_frame() && now - last_read_ > options.frame_timeout)
    return close("a frame was not completed in time");
  if (in_.empty() && now - last_read_ > options.idle_timeout) close({});
}

}  // namespace plaza::rpc
