#include "platform/rpc/grpc/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "platform/rpc/grpc/health_method.hpp"
#include "platform/rpc/grpc/messages.hpp"
#include "platform/rpc/grpc/metadata.hpp"

namespace plaza::rpc {

using boost::system::error_code;

namespace {

constexpr std::size_t read_bytes = 64UL * 1024;
constexpr std::size_t write_bytes = 64UL * 1024;
constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

}  // namespace

GrpcConnection::GrpcConnection(asio::io_context::executor_type executor, const Clock& clock,
                               std::shared_ptr<const GrpcConnectionOptions> options, std::string endpoint,
                               std::function<void(State)> report, std::shared_ptr<const tls::Credentials> credentials)
    : executor_(executor),
      clock_(&clock),
      options_(std::move(options)),
      endpoint_(std::move(endpoint)),
      scheme_(credentials ? "https" : "http"),
      report_(std::move(report)),
      socket_(executor),
      connector_(executor, socket_, endpoint_, std::move(credentials)),
      pause_(executor),
      deadline_timer_(executor),
      health_timer_(executor),
      flush_at_end_of_tick_(executor, [this] { flush(); }),
      backoff_(options_->reconnect_pause_min, options_->reconnect_pause_max),
      in_(read_bytes) {
  socket_.speak(tls::Protocol::http_2);
}

GrpcConnection::~GrpcConnection() = default;

void GrpcConnection::start() {
  asio::post(executor_,
             [self = shared_from_this()] { asio::co_spawn(self->executor_, self->run(self), asio::detached); });
}

// What stop() posts. The calls that wait hold their connection, and it holds them: when the loop ends before this has
// run, they are let go with it.
class GrpcConnection::Stop {
 public:
  explicit Stop(std::shared_ptr<GrpcConnection> connection) : connection_(std::move(connection)) {}
  Stop(Stop&&) = default;
  ~Stop() {
    if (connection_) std::exchange(connection_->pending_, {}).clear();
  }

  void operator()() {
    const auto connection = std::move(connection_);
    connection->stopped_ = true;
    connection->pause_.cancel();
    connection->connector_.cancel();
  }

 private:
  std::shared_ptr<GrpcConnection> connection_;
};

void GrpcConnection::stop() {
  asio::post(executor_, Stop(shared_from_this()));
}

asio::awaitable<void> GrpcConnection::run(std::shared_ptr<GrpcConnection> self) {
  // A loop that ends between a stop and the end of the connection lets go of this frame, and of the calls with it.
  const auto let_go = [](GrpcConnection* of) { std::exchange(of->pending_, {}).clear(); };
  const std::unique_ptr<GrpcConnection, decltype(let_go)> at_end(this, let_go);
  while (!stopped_) {
    if (co_await connector_.open(options_->connect_timeout)) {
      connected();
      co_await read_answers();
      lost();
    }
    if (stopped_) break;
    pause_.expires_after(backoff_.next());
    co_await pause_.async_wait(awaited);
  }
}

void GrpcConnection::connected() {
  out_.clear();
  bytes_written_ = 0;
  ++generation_;
  session_ =
      std::make_unique<Http2Session>(Http2Session::Role::client, Http2Limits{}, static_cast<Http2Events&>(*this));
  flush_at_end_of_tick_.request();
  set_state(State::fresh);
  asio::co_spawn(executor_, watch_health(shared_from_this(), generation_), asio::detached);
}

asio::awaitable<void> GrpcConnection::read_answers() {
  for (;;) {
    const auto [error, count] = co_await socket_.async_read_some(asio::buffer(in_), awaited);
    if (error || !session_->receive({in_.data(), count}).empty()) co_return;
    flush_at_end_of_tick_.request();
    // The server has said goodbye and answered all that it had begun.
    if (session_->finished()) co_return;
  }
}

// Fails what still waits. Whether it may have been acted on: not when it never left.
void GrpcConnection::lost() {
  socket_.close();
  health_timer_.cancel();
  deadline_timer_.cancel();
  next_expiry_ = SteadyTime::max();
  session_.reset();
  const auto calls = std::exchange(pending_, {});
  set_state(State::down);
  for (const auto& [stream, pending] : calls) {
    if (pending->call == nullptr) continue;
    pending->call->never_reached_server = never_left(*pending);
    --waiting_;
    finish(*pending, fail(Code::unavailable, fmt::format("the connection to {} was lost", endpoint_)));
  }
  out_.clear();
}

void GrpcConnection::set_state(State state) {
  if (state == State::down && state_ == State::down) return;
  state_ = state;
  report_(state);
}

asio::awaitable<void> GrpcConnection::watch_health(std::shared_ptr<GrpcConnection> self, std::uint64_t generation) {
  std::uint32_t failures = 0;
  for (;;) {
    const auto state = co_await ask_health();
    if (generation != generation_ || state_ == State::down) co_return;
    failures = state ? 0 : failures + 1;
    if (failures >= options_->health.unanswered_max) {
      socket_.close();
      co_return;
    }
    set_state(state.value_or(State::not_serving));
    health_timer_.expires_after(options_->health.interval);
    co_await health_timer_.async_wait(awaited);
    if (generation != generation_ || state_ == State::down) co_return;
  }
}

// Nothing when the server does not answer.
asio::awaitable<std::optional<GrpcConnection::State>> GrpcConnection::ask_health() {
  using Answer = grpc::health::v1::HealthCheckResponse;
  RequestContext context;
  context.deadline = clock_->steady_now() + options_->health.timeout;
  TypedGrpcCall<health::GrpcCheck> check(std::move(context), {});
  const auto answered = co_await send(check);
  if (!answered) {
    const auto code = answered.error().code;
    // A server without health checks is taken as it is; so is a connection that is merely full.
    if (code == Code::unimplemented) co_return State::serving;
    if (code == Code::resource_exhausted) co_return state_;
    co_return std::nullopt;
  }
  if (check.reply().draining()) co_return State::draining;
  co_return check.reply().status() == Answer::SERVING ? State::serving : State::not_serving;
}

asio::awaitable<Result<void>> GrpcConnection::send(Call& call) {
  call.never_reached_server = true;
  auto* grpc_call = dynamic_cast<GrpcCall*>(&call);
  if (grpc_call == nullptr) co_return fail(Code::internal, "a call of another protocol on a gRPC channel");
  auto stream = begin(*grpc_call);
  if (!stream) co_return std::unexpected(std::move(stream.error()));
  call.never_reached_server = false;
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<void>)>(
      [this, number = *stream](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) {
          slot.assign([weak = weak_from_this(), number](asio::cancellation_type) {
            if (const auto connection = weak.lock()) connection->cancel(number);
          });
        }
        find(number)->done = [done = std::move(handler)](Result<void> outcome) mutable {
          std::move(done)(std::move(outcome));
        };
      },
      asio::use_awaitable);
}

Result<void> GrpcConnection::may_begin(milliseconds remaining) const {
  if (remaining < milliseconds{1}) {
    return fail(Code::deadline_exceeded, "the deadline was over before the call was sent");
  }
  if (state_ == State::down || !session_) {
    return fail(Code::unavailable,
                fmt::format("there is no connection to {}{}{}", endpoint_,
                            connector_.why_insecure().empty() ? "" : ": TLS failed: ", connector_.why_insecure()));
  }
  if (waiting_ >= options_->pending_calls_max || session_->waiting_bytes() >= options_->output_bytes_max) {
    return fail(Code::resource_exhausted, fmt::format("too many calls wait for {}", endpoint_));
  }
  return {};
}

Result<std::int32_t> GrpcConnection::begin(GrpcCall& call) {
  const auto remaining = call.context.remaining(clock_->steady_now());
  if (auto may = may_begin(remaining); !may) return std::unexpected(std::move(may.error()));
  auto pending = std::make_unique<Pending>();
  if (append_message(pending->body.bytes, call.request_message(), options_->message_bytes_max) == 0) {
    return fail(Code::resource_exhausted, "the call is larger than a message may be");
  }
  pending->body.ended = true;
  pending->call = &call;
  pending->deadline = call.context.deadline;
  path_.assign("/").append(call.full_name());
  const MetadataFields metadata(call.context, remaining);
  std::array<Http2Field, 12> fields{{{":method", "POST"},
                                     {":scheme", scheme_},
                                     {":path", path_},
                                     {":authority", endpoint_},
                                     {"te", "trailers"},
                                     {"content-type", "application/grpc"}}};
  std::size_t count = 6;
  const auto add = [&](std::string_view name, std::string_view value, bool varies) {
    if (!value.empty()) fields[count++] = {.name = name, .value = value, .varies = varies};
  };
  add(timeout_field, metadata.timeout, true);
  add(trace_field, metadata.trace, true);
  add(request_id_field, metadata.request_id, true);
  add(subject_field, metadata.subject, true);
  add(scopes_field, metadata.scopes, false);
  const auto stream = session_->request(std::span(fields).first(count), pending->body);
  if (stream < 0) {
    // The numbers of this connection are used up.
    socket_.close();
    return fail(Code::unavailable, fmt::format("the connection to {} is at its end", endpoint_));
  }
  expire_at(pending->deadline);
  pending_.emplace(stream, std::move(pending));
  ++waiting_;
  flush_at_end_of_tick_.request();
  return stream;
}

void GrpcConnection::cancel(std::int32_t stream) {
  auto* pending = find(stream);
  if (pending == nullptr || pending->call == nullptr) return;
  pending->call = nullptr;
  --waiting_;
  session_->reset(stream, http2_cancel);
  flush_at_end_of_tick_.request();
  asio::post(executor_,
             [done = std::move(pending->done)]() mutable { done(fail(Code::cancelled, "the call was cancelled")); });
}

void GrpcConnection::flush() {
  if (!session_ || !socket_.is_open() || waiting_to_write_) return;
  for (;;) {
    session_->collect(out_, write_bytes);
    if (out_.empty()) return;
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
    if (error) return socket_.close();  // read_answers() sees it and cleans up
    out_.consume(count);
    bytes_written_ += count;
  }
}

// One timer for all calls, at the earliest deadline that was seen since it last rang.
void GrpcConnection::expire_at(SteadyTime deadline) {
  if (deadline >= next_expiry_) return;
  next_expiry_ = deadline;
  deadline_timer_.expires_at(deadline);
  deadline_timer_.async_wait([weak = weak_from_this()](const error_code& cancelled) {
    const auto self = weak.lock();
    if (self && !cancelled) self->expire();
  });
}

void GrpcConnection::expire() {
  next_expiry_ = SteadyTime::max();
  const auto now = clock_->steady_now();
  auto next = SteadyTime::max();
  std::vector<Pending*> late;
  for (const auto& [stream, pending] : pending_) {
    if (pending->call == nullptr) continue;
    if (pending->deadline <= now) {
      session_->reset(stream, http2_cancel);
      pending->call->never_reached_server = never_left(*pending);
      pending->call = nullptr;
      --waiting_;
      late.push_back(pending.get());
    } else {
      next = std::min(next, pending->deadline);
    }
  }
  expire_at(next);
  flush_at_end_of_tick_.request();
  // What is told may begin or end other calls; the streams themselves stay until the loop goes on.
  for (auto* pending : late) {
    auto done = std::move(pending->done);
    asio::post(executor_,
               [done = std::move(done), late = fmt::format("{} did not answer in time", endpoint_)]() mutable {
                 done(fail(Code::deadline_exceeded, std::move(late)));
               });
  }
}

}  // namespace plaza::rpc
