#include "platform/kafka/lane.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "platform/kafka/dead_letter.hpp"
#include "platform/kafka/trace_header.hpp"
#include "platform/resilience/backoff.hpp"

namespace plaza::kafka {

Lane::Lane(Worker& worker, std::shared_ptr<const LaneSetup> setup)
    : worker_(worker),
      setup_(std::move(setup)),
      report_(worker.executor(), [this] { setup_->report(std::exchange(done_, {})); }) {}

std::size_t Lane::KeyHash::operator()(const KeyView& of) const {
  // Keys seldom meet in two partitions.
  return std::hash<std::string_view>{}(of.key);
}

Lane::KeyView Lane::key_of(const Work& work) {
  return {work.assignment->topic, work.assignment->partition, work.received.record.key};
}

void Lane::take(std::vector<Work> work) {
  for (auto& one : work) {
    const auto key = key_of(one);
    if (const auto behind = behind_.find(key); behind != behind_.end()) {
      behind->second.push_back(std::move(one));
    } else {
      behind_.try_emplace(Key{std::string(key.topic), key.partition, std::string(key.key)});
      ready_.push_back(std::move(one));
    }
  }
  start_ready();
}

void Lane::start_ready() {
  // A handler that never waits ends within co_spawn and comes back here.
  if (std::exchange(starting_, true)) return;
  while (!ready_.empty() && running_ < setup_->options.handlers_max) {
    auto work = std::move(ready_.front());
    ready_.pop_front();
    ++running_;
    asio::co_spawn(worker_.executor(), run(shared_from_this(), std::move(work)), asio::detached);
  }
  starting_ = false;
}

asio::awaitable<void> Lane::run(std::shared_ptr<Lane> self, Work work) {
  const auto outcome = co_await self->handle(work);
  --self->running_;
  self->done(work, outcome);
  self->next_of(key_of(work));
  self->start_ready();
}

asio::awaitable<Lane::Outcome> Lane::handle(Work& work) {
  const auto& options = setup_->options;
  const auto& metrics = setup_->metrics->of(work.assignment->topic);
  const auto slot = worker_.index();
  RetryRule rule(options.retry);
  resilience::Backoff backoff(options.retry.pause, options.retry.pause_max);
  for (;; ++work.received.attempt) {
    if (work.assignment->gone) co_return Outcome::abandoned;
    auto result = co_await attempt(work);
    if (result) {
      ++succeeded_[work.assignment->topic];
      metrics.handled->add(slot);
      co_return Outcome::finished;
    }
    metrics.failed_attempts->add(slot);
    if (work.assignment->gone) co_return Outcome::abandoned;
    if (rule.give_up(result.error().code, succeeded_[work.assignment->topic])) {
      co_return co_await give_up(work, std::move(result.error()));
    }
    setup_->parts.log.debug("a record is tried again", {{"topic", work.assignment->topic},
                                                        {"partition", work.assignment->partition},
                                                        {"offset", work.received.position.offset},
                                                        {"attempt", work.received.attempt},
                                                        {"reason", result.error().message}});
    if (!co_await pause(*work.assignment, backoff.next())) co_return Outcome::abandoned;
  }
}

asio::awaitable<Result<void>> Lane::attempt(Work& work) {
  const auto& clock = setup_->parts.clock;
  auto& context = work.received.context;
  const auto begun = clock.steady_now();
  const auto begun_at = clock.now();
  const auto of_record = trace_of(work.received.record.headers);
  context.trace = of_record ? of_record->child() : TraceContext::make(setup_->parts.tracer.sample());
  context.deadline = begun + setup_->options.handle_timeout;
  context.background = true;
  Result<void> result;
  try {
    result = co_await setup_->handler(worker_, work.received);
  } catch (const std::exception& thrown) {
    result = fail(Code::internal, fmt::format("the handler threw: {}", thrown.what()), "HANDLER_THREW");
  }
  const auto took = clock.steady_now() - begun;
  setup_->metrics->of(work.assignment->topic)
      .seconds->observe(worker_.index(), std::chrono::duration<double>(took).count());
  if (context.trace.sampled) record_span(work, begun_at, begun, result ? Code::ok : result.error().code);
  co_return result;
}

asio::awaitable<Lane::Outcome> Lane::give_up(const Work& work, Error error) {
  const auto& parts = setup_->parts;
  const auto& position = work.received.position;
  parts.log.error("a record is given up",
                  {{"topic", work.assignment->topic},
                   {"partition", position.partition},
                   {"offset", position.offset},
                   {"attempts", work.received.attempt},
                   {"code", to_string(error.code)},
                   {"reason", error.message}},
                  &work.received.context.trace);
  auto letter = make_dead_letter(work.received, setup_->options.group, error, parts.clock.now());
  resilience::Backoff backoff(setup_->options.retry.pause, setup_->options.retry.pause_max);
  // Until it is written nothing may be forgotten.
  while (!work.assignment->gone) {
    const auto written = co_await setup_->dead_letters.send(letter);
    if (written) {
      setup_->metrics->of(work.assignment->topic).dead_lettered->add(worker_.index());
      co_return Outcome::finished;
    }
    parts.log.warning("a dead letter cannot be written",
                      {{"topic", letter.topic}, {"reason", written.error().message}});
    if (!co_await pause(*work.assignment, backoff.next())) break;
  }
  co_return Outcome::abandoned;
}

asio::awaitable<bool> Lane::pause(const Assignment& assignment, milliseconds duration) {
  asio::steady_timer timer(worker_.executor(), duration);
  const Pause entry{&assignment, &timer};
  pauses_.push_back(entry);
  co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
  std::erase(pauses_, entry);
  co_return !assignment.gone;
}

void Lane::next_of(const KeyView& key) {
  const auto behind = behind_.find(key);
  if (behind->second.empty()) {
    behind_.erase(behind);
  } else {
    ready_.push_back(std::move(behind->second.front()));
    behind->second.pop_front();
  }
}

void Lane::drop(const Assignment& assignment) {
  const auto take_out = [&](auto& from) {
    std::erase_if(from, [&](const Work& work) {
      if (work.assignment.get() != &assignment) return false;
      done(work, Outcome::abandoned);
      return true;
    });
  };
  for (auto& [key, behind] : behind_) take_out(behind);
  std::vector<Key> freed;
  for (const auto& work : ready_) {
    if (work.assignment.get() != &assignment) continue;
    const auto key = key_of(work);
    freed.push_back({std::string(key.topic), key.partition, std::string(key.key)});
  }
  take_out(ready_);
  for (const auto& key : freed) next_of(key);
  for (const auto& paused : pauses_) {
    if (paused.assignment == &assignment) paused.timer->cancel();
  }
}

void Lane::done(const Work& work, Outcome outcome) {
  const bool finished = outcome == Outcome::finished;
  if (!finished) setup_->metrics->of(work.assignment->topic).abandoned->add(worker_.index());
  done_.push_back({work.assignment, work.received.position.offset, finished});
  report_.request();
}

void Lane::record_span(const Work& work, SystemTime begun_at, SteadyTime begun, Code code) const {
  const auto parent = trace_of(work.received.record.headers);
  setup_->parts.tracer.record({.context = work.received.context.trace,
                               .parent = parent ? parent->span : 0,
                               .name = fmt::format("{} process", work.assignment->topic),
                               .kind = telemetry::SpanKind::consumer,
                               .start = begun_at,
                               .duration = setup_->parts.clock.steady_now() - begun,
                               .tags = {{"messaging.system", "kafka"},
                                        {"messaging.destination.name", work.assignment->topic},
                                        {"messaging.consumer.group.name", setup_->options.group},
                                        {"messaging.kafka.partition", fmt::format("{}", work.assignment->partition)},
                                        {"messaging.kafka.offset", fmt::format("{}", work.received.position.offset)},
                                        {"messaging.attempt", fmt::format("{}", work.received.attempt)},
                                        {"code", std::string(to_string(code))}},
                               .failed = code != Code::ok});
}

}  // namespace plaza::kafka
