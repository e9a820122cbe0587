#include "platform/postgres/transaction.hpp"

#include "platform/postgres/ask.hpp"
#include "platform/postgres/failure.hpp"
#include "platform/postgres/transaction_state.hpp"

namespace plaza::postgres {
namespace {

constexpr Statement begin_read_committed{"begin", "begin"};
constexpr Statement begin_repeatable_read{"begin", "begin isolation level repeatable read"};
constexpr Statement begin_serializable{"begin", "begin isolation level serializable"};
constexpr Statement commit_statement{"commit", "commit"};
constexpr Statement rollback_statement{"rollback", "rollback"};

const Statement& begin_of(Isolation isolation) {
  switch (isolation) {
    case Isolation::serializable:
      return begin_serializable;
    case Isolation::repeatable_read:
      return begin_repeatable_read;
    case Isolation::read_committed:
      break;
  }
  return begin_read_committed;
}

}  // namespace

Transaction::State::State(std::shared_ptr<PoolState> pool, RequestContext context, SteadyTime deadline,
                          Isolation isolation, Connections::Lease lease, PoolState::Probe probe)
    : pool_(std::move(pool)),
      context_(std::move(context)),
      began_(pool_->clock->steady_now()),
      deadline_(deadline),
      isolation_(isolation),
      lease_(std::move(lease)),
      probe_(std::move(probe)) {}

// Nobody waits for this: the connection is lent again when the server has answered.
Transaction::State::~State() {
  if (!begun_ || ended_) return;
  lease_.connection()->send(alone(Command(rollback_statement)), Connection::Loss::harmless, pool_->clock->steady_now(),
                            [](const Connection::Answer&) {});
}

void Transaction::State::learn(const Error* error) {
  pool_->learn(probe_, error, began_);
}

asio::awaitable<Connection::Answer> Transaction::State::observed(Statement statement, const Commands& commands,
                                                                 Connection::Loss loss) {
  PoolState::Observation observation(*pool_, context_, statement);
  auto answer = co_await ask(lease_.connection(), commands, loss, deadline_);
  observation.ended(answer);
  if (!answer && speaks_of_the_server(answer.error())) learn(&answer.error());
  co_return answer;
}

asio::awaitable<Connection::Answer> Transaction::State::run(Commands commands) {
  const auto statement = commands.front().statement;
  if (pool_->clock->steady_now() >= deadline_) {
    co_return fail(Code::deadline_exceeded, "the deadline passed before the statement was sent");
  }
  const bool first = !std::exchange(begun_, true);
  if (first) commands.insert(commands.begin(), Command(begin_of(isolation_)));
  auto answer = co_await observed(statement, commands, Connection::Loss::harmless);
  if (answer && first) answer->erase(answer->begin());
  co_return answer;
}

asio::awaitable<Result<void>> Transaction::State::commit() {
  if (!begun_ || ended_) co_return Result<void>{};
  if (pool_->clock->steady_now() >= deadline_) {
    co_return fail(Code::deadline_exceeded, "the deadline passed before the commit; it was rolled back");
  }
  ended_ = true;
  const auto answer =
      co_await observed(commit_statement, alone(Command(commit_statement)), Connection::Loss::outcome_unknown);
  if (!answer) co_return std::unexpected(answer.error());
  learn(nullptr);
  // A transaction in which something failed is rolled back by COMMIT, without an error.
  if (answer->front().command() != "COMMIT") {
    co_return fail(Code::aborted, "a statement of the transaction had failed; it was rolled back",
                   "TRANSACTION_ROLLED_BACK");
  }
  co_return Result<void>{};
}

asio::awaitable<void> Transaction::State::rollback() {
  if (!begun_ || std::exchange(ended_, true)) co_return;
  const auto answer =
      co_await observed(rollback_statement, alone(Command(rollback_statement)), Connection::Loss::harmless);
  if (answer) learn(nullptr);
}

Transaction::Transaction(std::unique_ptr<State> state) : state_(std::move(state)) {}
Transaction::Transaction(Transaction&& other) noexcept = default;
Transaction::~Transaction() = default;

asio::awaitable<Result<std::vector<Rows>>> Transaction::together(Commands commands) {
  return state_->run(std::move(commands));
}

asio::awaitable<Result<Rows>> Transaction::first(Commands commands) {
  auto all = co_await state_->run(std::move(commands));
  if (!all) co_return std::unexpected(std::move(all.error()));
  co_return std::move(all->front());
}

asio::awaitable<Result<void>> Transaction::commit() {
  return state_->commit();
}

asio::awaitable<void> Transaction::rollback() {
  return state_->rollback();
}

}  // namespace plaza::postgres
