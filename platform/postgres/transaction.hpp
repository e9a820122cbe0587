#pragma once

#include <memory>

#include <boost/asio/awaitable.hpp>

#include "platform/core/context.hpp"
#include "platform/core/error.hpp"
#include "platform/postgres/rows.hpp"
#include "platform/postgres/statement.hpp"

namespace plaza::postgres {

namespace asio = boost::asio;

class PoolState;

enum class Isolation : std::uint8_t { read_committed, repeatable_read, serializable };

// A transaction with a connection of its own, from Pool::begin(). Rolled back unless commit() says that it was
// committed. Its deadline is the caller's, or the pool's timeout from its beginning. Lives on one worker.
class Transaction {
 public:
  class State;
  explicit Transaction(std::unique_ptr<State> state);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  // What is under way is ended by the server in its turn, and rolled back.
  ~Transaction();

  // After an error nothing but rollback() is of use.
  template <class... T>
  asio::awaitable<Result<Rows>> query(const Statement& statement, const T&... values) {
    return first(alone(Command(statement, Parameters(values...))));
  }
  asio::awaitable<Result<std::vector<Rows>>> together(Commands commands);

  // Errors: reason_outcome_unknown when the connection or the time was lost on the way; aborted when a statement had
  // failed before, or for what the server finds only now (serialization, deferred constraints).
  asio::awaitable<Result<void>> commit();
  asio::awaitable<void> rollback();

 private:
  asio::awaitable<Result<Rows>> first(Commands commands);

  std::unique_ptr<State> state_;
};

}  // namespace plaza::postgres
