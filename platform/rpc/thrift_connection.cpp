#include "platform/rpc/thrift_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "thrift/health.hpp"

namespace plaza::rpc {

using boost::system::error_code;

namespace {

constexpr std::size_t read_bytes = 64UL * 1024;
constexpr std::size_t length_bytes = 4;
constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

}  // namespace

ThriftConnection::ThriftConnection(asio::io_context::executor_type executor, const Clock& clock,
                                   std::shared_ptr<const ConnectionOptions> options, std::string endpoint,
                                   std::function<void(State)> report,
                                   std::shared_ptr<const tls::Credentials> credentials)
    : executor_(executor),
      clock_(&clock),
      options_(std::move(options)),
      endpoint_(std::move(endpoint)),
      report_(std::move(report)),
      socket_(executor),
      connector_(executor, socket_, endpoint_, std::move(credentials)),
      pause_(executor),
      deadline_timer_(executor),
      health_timer_(executor),
      flush_at_end_of_tick_(executor, [this] { flush(); }),
      backoff_(options_->reconnect_pause_min, options_->reconnect_pause_max),
      reader_(options_->frame),
      writer_(out_),
      pending_(options_->pending_calls_max) {}

void ThriftConnection::start() {
  asio::post(executor_,
             [self = shared_from_this()] { asio::co_spawn(self->executor_, self->run(self), asio::detached); });
}

// What stop() posts. The calls that wait hold their connection, and it holds them: when the loop ends before this has
// run, they are let go with it.
class ThriftConnection::Stop {
 public:
  explicit Stop(std::shared_ptr<ThriftConnection> connection) : connection_(std::move(connection)) {}
  Stop(Stop&&) = default;
  ~Stop() {
    if (connection_) connection_->pending_.take_all();
  }

  void operator()() {
    const auto connection = std::move(connection_);
    connection->stopped_ = true;
    connection->pause_.cancel();
    connection->connector_.cancel();
    connection->close_socket();
  }

 private:
  std::shared_ptr<ThriftConnection> connection_;
};

void ThriftConnection::stop() {
  asio::post(executor_, Stop(shared_from_this()));
}

asio::awaitable<void> ThriftConnection::run(std::shared_ptr<ThriftConnection> self) {
  // A loop that ends between a stop and the end of the connection lets go of this frame, and of the calls with it.
  const auto let_go = [](ThriftConnection* of) { of->pending_.take_all(); };
  const std::unique_ptr<ThriftConnection, decltype(let_go)> at_end(this, let_go);
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

void ThriftConnection::connected() {
  in_.clear();
  out_.clear();
  bytes_written_ = 0;
  said_goodbye_ = false;
  ++generation_;
  set_state(State::fresh);
  asio::co_spawn(executor_, watch_health(shared_from_this(), generation_), asio::detached);
}

asio::awaitable<void> ThriftConnection::read_answers() {
  for (;;) {
    const auto space = in_.prepare(read_bytes);
    const auto [error, count] = co_await socket_.async_read_some(asio::buffer(space.data(), space.size()), awaited);
    if (error) co_return;
    in_.commit(count);
    if (!take_frames()) co_return;
  }
}

bool ThriftConnection::take_frames() {
  while (in_.size() >= length_bytes) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, in_.data(), sizeof(bits));
    const std::size_t length = network_order(bits);
    if (length > options_->frame.frame_bytes_max) return false;
    if (in_.size() - length_bytes < length) return true;
    if (!take_answer(in_.bytes().subspan(length_bytes, length))) return false;
    in_.consume(length_bytes + length);
  }
  return true;
}

// False when the connection is of no further use.
bool ThriftConnection::take_answer(std::span<const std::uint8_t> frame) {
  PendingCall answered;
  Result<void> outcome;
  bool understood = true;
  try {
    const auto head = reader_.begin(frame);
    if (head.name == goodbye_name) {
      said_goodbye_ = true;
      set_state(State::down);
      return true;
    }
    auto* pending = pending_.find(head.seqid);
    if (pending == nullptr) return true;  // an answer that came after its deadline
    if (head.name != pending->call->method->name) return false;
    answered = pending_.take(*pending);
    outcome = head.type == thrift::protocol::T_REPLY
                  ? read_outcome(reader_, [&](FrameReader& reader) { answered.call->read_reply(reader); })
                  : std::unexpected(read_application_failure(reader_));
  } catch (const thrift::protocol::TProtocolException& exception) {
    understood = false;
    if (answered.call == nullptr) return false;
    outcome = fail(Code::internal, fmt::format("{} sent a malformed answer: {}", endpoint_, exception.what()));
  }
  backoff_.reset();
  answered.done(std::move(outcome));
  return understood;
}

// Fails what still waits. Whether it may have been acted on: not when it never left, nor when the server said before
// the end that it had answered everything.
void ThriftConnection::lost() {
  close_socket();
  health_timer_.cancel();
  deadline_timer_.cancel();
  next_expiry_ = SteadyTime::max();
  auto calls = pending_.take_all();
  set_state(State::down);
  for (auto& call : calls) {
    call.call->never_reached_server = said_goodbye_ || never_left(call);
    call.done(fail(Code::unavailable, fmt::format("the connection to {} was lost", endpoint_)));
  }
  out_.clear();
}

void ThriftConnection::set_state(State state) {
  if (state == State::down && state_ == State::down) return;
  state_ = state;
  report_(state);
}

asio::awaitable<void> ThriftConnection::watch_health(std::shared_ptr<ThriftConnection> self, std::uint64_t generation) {
  std::uint32_t failures = 0;
  for (;;) {
    const auto state = co_await ask_health();
    if (generation != generation_ || state_ == State::down) co_return;
    failures = state ? 0 : failures + 1;
    if (failures >= options_->health.unanswered_max) {
      close_socket();
      co_return;
    }
    set_state(state.value_or(State::not_serving));
    health_timer_.expires_after(options_->health.interval);
    co_await health_timer_.async_wait(awaited);
    if (generation != generation_ || state_ == State::down) co_return;
  }
}

// Nothing when the server does not answer.
asio::awaitable<std::optional<ThriftConnection::State>> ThriftConnection::ask_health() {
  RequestContext context;
  context.deadline = clock_->steady_now() + options_->health.timeout;
  TypedThriftCall<health::Check> check(std::move(context), {});
  const auto answered = co_await send(check);
  if (!answered) {
    const auto code = answered.error().code;
    // A server without health checks is taken as it is; so is a connection that is merely full.
    if (code == Code::unimplemented) co_return State::serving;
    if (code == Code::resource_exhausted) co_return state_;
    co_return std::nullopt;
  }
  switch (check.reply().status) {
    case wire::ServingStatus::SERVING:
      co_return State::serving;
    case wire::ServingStatus::DRAINING:
      co_return State::draining;
    default:
      co_return State::not_serving;
  }
}

asio::awaitable<Result<void>> ThriftConnection::send(Call& call) {
  call.never_reached_server = true;
  auto* thrift_call = dynamic_cast<ThriftCall*>(&call);
  if (thrift_call == nullptr) co_return fail(Code::internal, "a call of another protocol on a Thrift channel");
  auto seqid = begin(*thrift_call);
  if (!seqid) co_return std::unexpected(std::move(seqid.error()));
  call.never_reached_server = false;
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<void>)>(
      [this, number = *seqid](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) {
          slot.assign([weak = weak_from_this(), number](asio::cancellation_type) {
            if (const auto connection = weak.lock()) connection->cancel(number);
          });
        }
        pending_.find(number)->done = [done = std::move(handler)](Result<void> outcome) mutable {
          std::move(done)(std::move(outcome));
        };
      },
      asio::use_awaitable);
}

Result<std::int32_t> ThriftConnection::begin(ThriftCall& call) {
  const auto remaining = call.context.remaining(clock_->steady_now());
  if (remaining < milliseconds{1}) {
    return fail(Code::deadline_exceeded, "the deadline was over before the call was sent");
  }
  if (state_ == State::down) {
    return fail(Code::unavailable,
                fmt::format("there is no connection to {}{}{}", endpoint_,
                            connector_.why_insecure().empty() ? "" : ": TLS failed: ", connector_.why_insecure()));
  }
  auto* pending = out_.size() < options_->output_bytes_max ? pending_.add() : nullptr;
  if (pending == nullptr) {
    return fail(Code::resource_exhausted, fmt::format("too many calls wait for {}", endpoint_));
  }
  pending->call = &call;
  pending->deadline = call.context.deadline;
  pending->position = bytes_written_ + out_.size();
  writer_.begin(thrift::protocol::T_CALL, call.method->name, pending->seqid);
  write_arguments(writer_, to_header(call.context, remaining),
                  [&](FrameWriter& writer) { call.write_request(writer); });
  if (writer_.end() - length_bytes > options_->frame.frame_bytes_max) {
    writer_.roll_back();
    pending_.take(*pending);
    return fail(Code::resource_exhausted, "the call is larger than a frame may be");
  }
  expire_at(pending->deadline);
  flush_at_end_of_tick_.request();
  return pending->seqid;
}

// The answer, should it come, is passed over.
void ThriftConnection::cancel(std::int32_t seqid) {
  auto* pending = pending_.find(seqid);
  if (pending == nullptr) return;
  auto call = pending_.take(*pending);
  asio::post(executor_,
             [done = std::move(call.done)]() mutable { done(fail(Code::cancelled, "the call was cancelled")); });
}

void ThriftConnection::flush() {
  if (!socket_.is_open() || waiting_to_write_) return;
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
    if (error) return close_socket();  // read_answers() sees it and cleans up
    out_.consume(count);
    bytes_written_ += count;
  }
}

// One timer for all calls, at the earliest deadline that was seen since it last rang.
void ThriftConnection::expire_at(SteadyTime deadline) {
  if (deadline >= next_expiry_) return;
  next_expiry_ = deadline;
  deadline_timer_.expires_at(deadline);
  deadline_timer_.async_wait([weak = weak_from_this()](const error_code& cancelled) {
    const auto self = weak.lock();
    if (self && !cancelled) self->expire();
  });
}

void ThriftConnection::expire() {
  next_expiry_ = SteadyTime::max();
  for (auto& call : pending_.take_expired(clock_->steady_now())) {
    call.call->never_reached_server = never_left(call);
    call.done(fail(Code::deadline_exceeded, fmt::format("{} did not answer in time", endpoint_)));
  }
  expire_at(pending_.next_deadline());
}

void ThriftConnection::close_socket() {
  socket_.close();
}

}  // namespace plaza::rpc
