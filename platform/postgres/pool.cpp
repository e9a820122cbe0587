#include "platform/postgres/pool.hpp"

#include "platform/postgres/ask.hpp"
#include "platform/postgres/failure.hpp"
#include "platform/postgres/pool_state.hpp"
#include "platform/postgres/transaction_state.hpp"

namespace plaza::postgres {
namespace {

// What only reads is sent so often, when its connection is lost: each connection may have died in the same moment.
constexpr std::uint32_t read_attempts_max = 3;

bool only_reads(const Commands& commands) {
  return std::ranges::all_of(commands, [](const Command& one) { return one.statement.access == Access::read; });
}

std::unexpected<Error> spent() {
  return fail(Code::deadline_exceeded, "the deadline passed before the work began");
}

asio::awaitable<Connection::Answer> send(PoolState& state, const Commands& commands, SteadyTime deadline) {
  const bool reads = only_reads(commands);
  const auto use = reads ? Connections::Use::shared : Connections::Use::exclusive;
  const auto loss = reads ? Connection::Loss::harmless : Connection::Loss::outcome_unknown;
  for (std::uint32_t attempt = 1;; ++attempt) {
    const auto lease = co_await state.connections->acquire(use, deadline);
    if (!lease) co_return std::unexpected(lease.error());
    auto answer = co_await ask(lease->connection(), commands, loss, deadline);
    const bool again = !answer && reads && answer.error().code == Code::unavailable && attempt < read_attempts_max;
    if (!again) co_return answer;
  }
}

asio::awaitable<Connection::Answer> run(std::shared_ptr<PoolState> state, RequestContext context, Commands commands) {
  PoolState::Observation observation(*state, context, commands.front().statement);
  const auto began = state->clock->steady_now();
  const auto deadline = state->deadline_of(context);
  Connection::Answer answer = spent();
  if (began < deadline) {
    auto probe = state->admit();
    if (probe) {
      answer = co_await send(*state, commands, deadline);
      state->learn(*probe, answer ? nullptr : &answer.error(), began);
    } else {
      answer = std::unexpected(std::move(probe.error()));
    }
  }
  observation.ended(answer);
  co_return answer;
}

}  // namespace

Pool::Pool(PoolSurroundings with, const Options& options, std::function<std::string()> password)
    : state_(std::make_shared<PoolState>(with, options, std::move(password))) {}

Pool::~Pool() = default;

void Pool::start() {
  state_->connections->start();
}

void Pool::stop() {
  state_->connections->stop();
}

void Pool::change(const PoolLimits& limits) {
  state_->limits = limits;
  state_->breaker.change(limits.breaker);
  state_->connections->change(limits);
}

std::size_t Pool::open() const {
  return state_->connections->open();
}

asio::awaitable<Result<std::vector<Rows>>> Pool::together(RequestContext context, Commands commands) {
  return run(state_, std::move(context), std::move(commands));
}

asio::awaitable<Result<Rows>> Pool::first(RequestContext context, Commands commands) {
  auto all = co_await run(state_, std::move(context), std::move(commands));
  if (!all) co_return std::unexpected(std::move(all.error()));
  co_return std::move(all->front());
}

asio::awaitable<Result<Transaction>> Pool::begin(RequestContext context, Isolation isolation) {
  const auto state = state_;
  const auto began = state->clock->steady_now();
  const auto deadline = state->deadline_of(context);
  if (began >= deadline) co_return spent();
  auto probe = state->admit();
  if (!probe) co_return std::unexpected(std::move(probe.error()));
  auto lease = co_await state->connections->acquire(Connections::Use::exclusive, deadline);
  if (!lease) {
    state->learn(*probe, &lease.error(), began);
    co_return std::unexpected(std::move(lease.error()));
  }
  auto open = std::make_unique<Transaction::State>(state, std::move(context), deadline, isolation, std::move(*lease),
                                                   std::move(*probe));
  co_return Transaction(std::move(open));
}

}  // namespace plaza::postgres
