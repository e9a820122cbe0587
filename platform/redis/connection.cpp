#include "platform/redis/connection.hpp"

#include <algorithm>

#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "platform/redis/failure.hpp"

namespace plaza::redis {

using boost::system::error_code;

namespace {

constexpr std::size_t read_bytes = 64UL * 1024;
// Deadlines are looked at no more often than this.
constexpr milliseconds expiry_pause{2};

Answer cancelled() {
  return {.reply = fail(Code::cancelled, "the caller left while Redis worked")};
}

Answer late(std::string_view reason) {
  return {.reply = fail(Code::deadline_exceeded, "Redis did not answer in time", std::string(reason))};
}

}  // namespace

Connection::Connection(const asio::io_context::executor_type& executor, const Clock& clock,
                       std::unique_ptr<tls::Stream> stream, const ServerAddress& server, const ClientLimits& limits)
    : executor_(executor),
      clock_(&clock),
      stream_(std::move(stream)),
      output_bytes_max_(server.output_bytes_max),
      limits_(limits),
      deadline_timer_(executor),
      flush_at_end_of_tick_(executor, [this] { flush(); }),
      silent_since_(clock.steady_now()),
      in_(read_bytes),
      reader_(server.reply_bytes_max) {}

Connection::~Connection() = default;

void Connection::read_later() {
  stream_->async_read_some(asio::buffer(in_), [self = shared_from_this()](const error_code& error, std::size_t count) {
    if (!self->open_) return;
    if (error) return self->close(error.message());
    self->take_bytes(count);
  });
}

void Connection::take_bytes(std::size_t count) {
  silent_since_ = clock_->steady_now();
  if (auto fed = reader_.feed(std::span(in_).first(count)); !fed) return close(fed.error().message);
  while (open_) {
    auto reply = reader_.next();
    if (!reply) return close(reply.error().message);
    if (!*reply) break;
    take(std::move(**reply));
  }
  if (!open_) return;
  if (retiring_ && in_flight() == 0) return close("the server is not one to work with");
  read_later();
}

void Connection::take(Reply reply) {
  if (waiting_.empty()) return close("Redis answered what nobody had asked");
  auto waiting = std::move(waiting_.front());
  waiting_.pop_front();
  switch (waiting.kind) {
    case Kind::load:
      if (const auto* said = reply.refusal()) why_not_taught_ = *said;
      return;
    case Kind::replicas:
      return take_replicas(reply);
    case Kind::call:
      return take_call(std::move(waiting), std::move(reply));
  }
}

void Connection::take_call(Waiting waiting, Reply reply) {
  if (const auto* said = reply.refusal()) return take_refusal(std::move(waiting), *said);
  if (!waiting.done) return;
  if (waiting.replicated) {
    held_.push_back({waiting.number, waiting.deadline, std::move(waiting.done), std::move(reply)});
    return;
  }
  waiting.done({.reply = std::move(reply)});
}

void Connection::take_refusal(Waiting waiting, const std::string& said) {
  auto error = to_error(said);
  if (error.reason == reason_script_missing && waiting.command->script() != nullptr && waiting.done) {
    if (!waiting.taught_again) {
      waiting.taught_again = true;
      taught_.erase(waiting.command->script());
      return put(std::move(waiting));
    }
    if (!why_not_taught_.empty()) error.message = why_not_taught_;
  }
  const bool elsewhere = wants_another_server(error);
  if (elsewhere) retire();
  if (waiting.done) waiting.done({.reply = std::unexpected(std::move(error)), .had_no_effect = elsewhere});
}

// What was asked already is read to its end, so that each learns what became of it.
void Connection::retire() {
  if (retiring_) return;
  retiring_ = true;
  if (lost_) asio::post(executor_, std::exchange(lost_, nullptr));
}

void Connection::take_replicas(const Reply& reply) {
  const auto replicas = reply.number().value_or(0);
  const bool enough = replicas >= static_cast<std::int64_t>(limits_.replicas_min);
  for (auto& held : std::exchange(held_, {})) {
    if (enough) {
      held.done({.reply = std::move(held.reply)});
      continue;
    }
    held.done({.reply = fail(Code::unavailable,
                             fmt::format("the change is made, but only {} of {} replicas have it", replicas,
                                         limits_.replicas_min),
                             std::string(reason_not_replicated))});
  }
}

std::optional<Connection::Number> Connection::send(Command command, SteadyTime deadline, Done done) {
  if (!usable() || in_flight() >= limits_.calls_max || out_.size() + command.bytes() > output_bytes_max_) {
    return std::nullopt;
  }
  const auto number = ++last_number_;
  const bool replicated = limits_.replicas_min > 0 && command.access() != Access::read;
  put({.number = number,
       .command = std::move(command),
       .deadline = deadline,
       .done = std::move(done),
       .replicated = replicated});
  return number;
}

void Connection::put(Waiting waiting) {
  const auto* script = waiting.command->script();
  if (script != nullptr && taught_.insert(script).second) teach(*script);
  if (waiting_.empty()) silent_since_ = clock_->steady_now();
  waiting.position = bytes_written_ + out_.size();
  waiting.command->write_to(out_);
  wants_replicas_ = wants_replicas_ || waiting.replicated;
  expire_at(std::min(waiting.deadline, silent_since_ + limits_.discard_after));
  waiting_.push_back(std::move(waiting));
  flush_at_end_of_tick_.request();
}

void Connection::teach(const Script& script) {
  if (waiting_.empty()) silent_since_ = clock_->steady_now();
  Command("SCRIPT", Access::read, "LOAD", script.text()).write_to(out_);
  waiting_.push_back({.kind = Kind::load, .position = bytes_written_ + out_.size()});
}

void Connection::put_wait_for_replicas() {
  wants_replicas_ = false;
  Command("WAIT", Access::read, limits_.replicas_min, limits_.replicas_timeout.count()).write_to(out_);
  waiting_.push_back({.kind = Kind::replicas, .position = bytes_written_ + out_.size()});
}

void Connection::flush() {
  if (!open_ || waits_to_write_) return;
  if (wants_replicas_) put_wait_for_replicas();
  while (!out_.empty()) {
    error_code error;
    const auto count = stream_->write_some(asio::buffer(out_.data(), out_.size()), error);
    if (error == asio::error::would_block || error == asio::error::try_again) {
      waits_to_write_ = true;
      stream_->async_wait_writable([self = shared_from_this()](const error_code&) {
        self->waits_to_write_ = false;
        self->flush();
      });
      return;
    }
    if (error) return close(error.message());
    out_.consume(count);
    bytes_written_ += count;
  }
}

void Connection::cancel(Number number) {
  const auto waiting = std::ranges::find(waiting_, number, &Waiting::number);
  if (waiting != waiting_.end()) return post_done(std::exchange(waiting->done, nullptr), cancelled());
  const auto held = std::ranges::find(held_, number, &Held::number);
  if (held == held_.end()) return;
  post_done(std::move(held->done), cancelled());
  held_.erase(held);
}

void Connection::post_done(Done done, Answer answer) {
  if (!done) return;
  asio::post(executor_, [done = std::move(done), answer = std::move(answer)]() mutable { done(std::move(answer)); });
}

// One timer for all, at the earliest moment that was asked for since it last rang.
void Connection::expire_at(SteadyTime deadline) {
  if (deadline >= next_expiry_ || !open_) return;
  next_expiry_ = deadline;
  deadline_timer_.expires_at(deadline);
  deadline_timer_.async_wait([weak = weak_from_this()](const error_code& cancelled) {
    const auto self = weak.lock();
    if (self && !cancelled) self->expire();
  });
}

void Connection::expire() {
  next_expiry_ = SteadyTime::max();
  const auto now = clock_->steady_now();
  auto next = std::min(expire_waiting(now), expire_held(now));
  if (!waiting_.empty()) {
    if (now >= silent_since_ + limits_.discard_after) return close("Redis answered nothing for too long");
    next = std::min(next, silent_since_ + limits_.discard_after);
  }
  if (next != SteadyTime::max()) expire_at(std::max(next, now + expiry_pause));
}

// What has a deadline stays in its place: the answer will come, and is not another's.
SteadyTime Connection::expire_waiting(SteadyTime now) {
  auto next = SteadyTime::max();
  for (auto& waiting : waiting_) {
    if (!waiting.done) continue;
    if (waiting.deadline <= now) {
      post_done(std::exchange(waiting.done, nullptr), late(""));
    } else {
      next = std::min(next, waiting.deadline);
    }
  }
  return next;
}

SteadyTime Connection::expire_held(SteadyTime now) {
  auto next = SteadyTime::max();
  for (auto& held : held_) {
    if (held.deadline <= now) {
      post_done(std::exchange(held.done, nullptr), late(reason_not_replicated));
    } else {
      next = std::min(next, held.deadline);
    }
  }
  std::erase_if(held_, [](const Held& held) { return !held.done; });
  return next;
}

void Connection::close(std::string_view why) {
  if (!open_) return;
  open_ = false;
  lost_because_ = why;
  deadline_timer_.cancel();
  const auto message = fmt::format("the connection to Redis was lost: {}", why);
  const auto lost = [&message] {
    return std::unexpected(
        Error{.code = Code::unavailable, .message = message, .reason = std::string(reason_connection_lost)});
  };
  for (auto& waiting : std::exchange(waiting_, {})) {
    post_done(std::move(waiting.done), {.reply = lost(), .had_no_effect = never_left(waiting)});
  }
  for (auto& held : std::exchange(held_, {})) post_done(std::move(held.done), {.reply = lost()});
  stream_->close();
  if (lost_) asio::post(executor_, std::exchange(lost_, nullptr));
}

}  // namespace plaza::redis
