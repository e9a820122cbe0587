#include "platform/rpc/grpc/server_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

namespace plaza::rpc {

using boost::system::error_code;

namespace {

constexpr std::size_t read_bytes = 64UL * 1024;
constexpr std::size_t write_bytes = 64UL * 1024;
constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

Http2Limits limits(const GrpcServerOptions& options) {
  return {.streams_max = options.streams_max, .header_bytes_max = options.metadata_bytes_max};
}

}  // namespace

GrpcServerConnection::GrpcServerConnection(std::shared_ptr<GrpcServerState> state, Worker& worker,
                                           asio::ip::tcp::socket socket)
    : state_(std::move(state)),
      worker_(&worker),
      home_(&state_->of(worker)),
      socket_(std::move(socket)),
      in_(read_bytes),
      flush_at_end_of_tick_(worker.executor(), [this] { flush(); }),
      end_timer_(worker.executor()),
      last_call_(state_->clock->steady_now()),
      last_read_(last_call_),
      last_write_(last_call_),
      session_(Http2Session::Role::server, limits(*state_->options), *this) {
  socket_.speak(tls::Protocol::http_2);
  error_code error;
  const auto remote = socket_.socket().remote_endpoint(error);
  if (!error) remote_ = fmt::format("{}:{}", remote.address().to_string(), remote.port());
}

GrpcServerConnection::~GrpcServerConnection() = default;

void GrpcServerConnection::start() {
  state_->observer->opened(*worker_);
  asio::co_spawn(worker_->executor(), run(shared_from_this()), asio::detached);
}

asio::awaitable<void> GrpcServerConnection::run(std::shared_ptr<GrpcServerConnection> self) {
  if (state_->credentials && !co_await secure()) co_return;
  flush_at_end_of_tick_.request();
  if (draining_) end_session();
  // Never waits for answers to be taken: what is read may be the room that they need (WINDOW_UPDATE).
  while (!closed_ && co_await read_more()) {
  }
  if (!closed_ && session_.finished()) co_await linger();
  close({});
}

// False when the handshake failed and the connection is closed.
asio::awaitable<bool> GrpcServerConnection::secure() {
  handshaking_ = true;
  auto context = state_->credentials->context();
  const auto [error] = co_await socket_.async_handshake(std::move(context), awaited);
  handshaking_ = false;
  if (!error) co_return true;
  const auto refused = socket_.why_refused();
  close("the TLS handshake failed: " + (refused.empty() ? error.message() : refused));
  co_return false;
}

// False at the end of the stream, when the client speaks no HTTP/2, and when all is said.
asio::awaitable<bool> GrpcServerConnection::read_more() {
  if (session_.finished()) co_return false;
  const auto [error, count] = co_await socket_.async_read_some(asio::buffer(in_), awaited);
  if (error) co_return false;
  heard_ = true;
  pinged_ = false;
  last_read_ = state_->clock->steady_now();
  const auto fault = session_.receive({in_.data(), count});
  if (!fault.empty()) {
    close(fault);
    co_return false;
  }
  flush_at_end_of_tick_.request();
  co_return true;
}

bool GrpcServerConnection::something_waits() const {
  return !out_.empty() || session_.waiting_bytes() > 0;
}

void GrpcServerConnection::about_to_send() {
  if (!something_waits()) last_write_ = state_->clock->steady_now();
  flush_at_end_of_tick_.request();
}

void GrpcServerConnection::flush() {
  if (closed_ || handshaking_ || waiting_to_write_) return;
  for (;;) {
    session_.collect(out_, write_bytes);
    if (out_.empty()) break;
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
  // All is said: the reader need not wait any longer.
  if (session_.finished()) socket_.cancel();
}

void GrpcServerConnection::drain() {
  if (draining_ || closed_) return;
  draining_ = true;
  if (handshaking_) return socket_.cancel();
  // Streams that are on their way to us are still served: only the answer to our ping says that none is.
  session_.announce_end();
  session_.ping();
  about_to_send();
  end_timer_.expires_after(state_->options->linger_timeout);
  end_timer_.async_wait([weak = weak_from_this()](const error_code& cancelled) {
    const auto self = weak.lock();
    if (self && !cancelled) self->end_session();
  });
}

void GrpcServerConnection::pong() {
  if (draining_) end_session();
}

void GrpcServerConnection::end_session() {
  if (session_ended_ || closed_) return;
  session_ended_ = true;
  std::vector<std::shared_ptr<Conversation>> conversations;
  for (const auto& [number, stream] : streams_) {
    if (stream->conversation) conversations.push_back(stream->conversation);
  }
  for (const auto& conversation : conversations) conversation->drain();
  session_.end();
  about_to_send();
}

// A socket that is closed with bytes unread sends a reset, which takes answers on their way with it. So: end our side,
// and read until the client ends its own.
asio::awaitable<void> GrpcServerConnection::linger() {
  error_code ignored;
  socket_.shutdown_send(ignored);
  end_timer_.expires_after(state_->options->linger_timeout);
  end_timer_.async_wait([weak = weak_from_this()](const error_code& cancelled) {
    const auto self = weak.lock();
    if (self && !cancelled) self->close({});
  });
  for (;;) {
    const auto [error, count] = co_await socket_.async_read_some(asio::buffer(in_), awaited);
    if (error) break;
  }
}

void GrpcServerConnection::close(std::string_view why) {
  if (closed_) return;
  closed_ = true;
  socket_.close();
  end_timer_.cancel();
  for (const auto& [number, stream] : streams_) {
    CallCancellation::cancel(stream->cancellation, worker_->executor());
    stream->conversation.reset();
  }
  state_->observer->closed(*worker_, remote_, why);
  home_->remove(shared_from_this());
}

void GrpcServerConnection::sweep(SteadyTime now) {
  const auto& options = *state_->options;
  const auto silence = now - last_read_;
  if (!heard_ && silence > options.keepalive_timeout) return close("it says nothing");
  if (something_waits() && now - last_write_ > options.write_timeout) return close("it takes no answers");
  if (silence > options.keepalive_interval + options.keepalive_timeout) return close("it answers no pings");
  if (silence > options.keepalive_interval && !pinged_ && heard_) {
    pinged_ = true;
    session_.ping();
    about_to_send();
  }
  std::vector<std::int32_t> late;
  for (const auto& [number, stream] : streams_) {
    if (stream->deadline <= now && !stream->answered) late.push_back(number);
  }
  for (const auto number : late) {
    auto& stream = *find(number);
    CallCancellation::cancel(stream.cancellation, worker_->executor());
    refuse_stream(number, stream, {.code = Code::deadline_exceeded, .message = "the deadline has passed"});
  }
  if (streams_.empty() && heard_ && now - last_call_ > options.idle_timeout) drain();
}

}  // namespace plaza::rpc
