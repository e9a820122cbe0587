#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/core/context.hpp"
#include "platform/core/worker.hpp"
#include "platform/postgres/batcher_options.hpp"
#include "platform/postgres/failure.hpp"

namespace plaza::postgres {

// Group commit: what is submitted while a batch is being written waits, and is then written together, in one statement
// and one commit. Alone a row is written at once; the busier, the larger the batches: behind a batch of several rows
// the next waits for `gather`, so that those who have just been answered and come again go along. Lives on one worker.
//
// A batch that fails because of its rows is halved until the bad ones fail alone. One that only met another transaction
// is written again, `attempts_max` times in all. Other failures are those of all its rows.
template <class Row, class Answer>
class Batcher {
 public:
  // Writes the rows in one transaction, and answers for each, in their order. Not called more than batches_max times at
  // once. `rows` outlive the call.
  using Write =
      std::function<asio::awaitable<Result<std::vector<Answer>>>(RequestContext context, std::span<const Row> rows)>;

  // `metrics` says how it goes; all outlive it, until the worker's loop has ended.
  Batcher(const asio::io_context::executor_type& executor, const Clock& clock, const BatcherOptions& options,
          const BatcherMetrics& metrics, Write write)
      : state_(std::make_shared<State>(executor, clock, options, metrics, std::move(write))) {}

  void change(const BatcherOptions& options) { state_->options = options; }

  // Ends when the row is committed. Errors: what the write said of this row; deadline_exceeded, with
  // reason_outcome_unknown when its batch is under way; unavailable, OVERLOADED, when too many wait.
  asio::awaitable<Result<Answer>> submit(RequestContext context, Row row) {
    return submit(state_, std::move(context), std::move(row));
  }

 private:
  // A row, from its submission to the end of its batch: whoever submitted it may leave before.
  struct Entry {
    Entry(const asio::io_context::executor_type& executor, RequestContext of, Row what)
        : context(std::move(of)), row(std::move(what)), timer(executor, context.deadline) {}
    RequestContext context;
    Row row;
    asio::steady_timer timer;
    std::optional<Result<Answer>> answer;
    bool begun = false;
    bool left = false;

    void end(Result<Answer> result) {
      if (answer) return;
      answer.emplace(std::move(result));
      timer.cancel();
    }
  };
  using Entries = std::vector<std::shared_ptr<Entry>>;

  struct State {
    State(const asio::io_context::executor_type& on, const Clock& with, const BatcherOptions& initial,
          const BatcherMetrics& shown, Write how)
        : executor(on), clock(&with), options(initial), metrics(shown), write(std::move(how)) {}
    asio::io_context::executor_type executor;
    const Clock* clock;
    BatcherOptions options;
    BatcherMetrics metrics;
    Write write;
    std::deque<std::shared_ptr<Entry>> waiting;
    std::uint32_t writers = 0;
  };

  static asio::awaitable<Result<Answer>> submit(std::shared_ptr<State> state, RequestContext context, Row row) {
    if (context.expired(state->clock->steady_now())) {
      co_return fail(Code::deadline_exceeded, "the deadline passed before the work began");
    }
    if (state->waiting.size() >= state->options.waiting_rows_max) {
      state->metrics.refused();
      co_return std::unexpected(batch_queue_full());
    }
    const auto entry = std::make_shared<Entry>(state->executor, std::move(context), std::move(row));
    state->waiting.push_back(entry);
    state->metrics.waiting(state->waiting.size());
    begin_writing(state);
    if (!entry->answer) co_await entry->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (entry->answer) co_return std::move(*entry->answer);
    entry->left = true;
    const auto reason = std::string(entry->begun ? reason_outcome_unknown : "");
    const auto cancelled = co_await asio::this_coro::cancellation_state;
    if (cancelled.cancelled() != asio::cancellation_type::none) {
      co_return fail(Code::cancelled, "the caller left before the row was committed", reason);
    }
    co_return fail(Code::deadline_exceeded, "the row was not committed in time", reason);
  }

  // Writers end when nothing waits. Spawned, so that all that is submitted in this tick goes with the first batch.
  static void begin_writing(const std::shared_ptr<State>& state) {
    if (state->writers >= state->options.batches_max) return;
    ++state->writers;
    asio::co_spawn(state->executor, write_all(state), asio::detached);
  }

  static asio::awaitable<void> write_all(std::shared_ptr<State> state) {
    co_await asio::post(state->executor, asio::use_awaitable);
    asio::steady_timer timer(state->executor);
    for (auto batch = take(*state); !batch.empty(); batch = take(*state)) {
      const auto rows = batch.size();
      state->metrics.batch(rows);
      co_await write(*state, std::move(batch));
      if (rows == 1 || state->options.gather.count() == 0) continue;
      timer.expires_after(state->options.gather);
      co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    --state->writers;
  }

  // Without those whose time is over, or who have left.
  static Entries take(State& state) {
    Entries batch;
    const auto now = state.clock->steady_now();
    while (!state.waiting.empty() && batch.size() < state.options.batch_rows_max) {
      auto entry = std::move(state.waiting.front());
      state.waiting.pop_front();
      if (entry->left) continue;
      if (entry->context.expired(now)) {
        entry->end(fail(Code::deadline_exceeded, "the deadline passed before the row was written"));
        continue;
      }
      entry->begun = true;
      batch.push_back(std::move(entry));
    }
    state.metrics.waiting(state.waiting.size());
    return batch;
  }

  // The trace and the name are those of the first; it may take as long as the most patient waits.
  static RequestContext context_of(const Entries& batch) {
    auto context = batch.front()->context;
    for (const auto& entry : batch) context.deadline = std::max(context.deadline, entry->context.deadline);
    return context;
  }

  static asio::awaitable<void> write(State& state, Entries batch) {
    std::vector<Row> rows;
    rows.reserve(batch.size());
    for (const auto& entry : batch) rows.push_back(entry->row);
    auto answers = co_await state.write(context_of(batch), rows);
    for (std::uint32_t attempt = 1; !answers && is_transient(answers.error()) && attempt < state.options.attempts_max;
         ++attempt) {
      answers = co_await state.write(context_of(batch), rows);
    }
    if (answers && answers->size() != batch.size()) {
      answers = fail(Code::internal, "the batch was answered for another number of rows");
    }
    if (answers) {
      for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->end(std::move((*answers)[i]));
    } else if (batch.size() > 1 && speaks_of_the_rows(answers.error())) {
      state.metrics.split();
      const auto middle = batch.begin() + static_cast<std::ptrdiff_t>(batch.size() / 2);
      co_await write(state, Entries(batch.begin(), middle));
      co_await write(state, Entries(middle, batch.end()));
    } else {
      for (const auto& entry : batch) entry->end(std::unexpected(answers.error()));
    }
  }

  std::shared_ptr<State> state_;
};

}  // namespace plaza::postgres
