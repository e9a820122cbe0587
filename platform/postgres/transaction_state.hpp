#pragma once

#include "platform/postgres/pool_state.hpp"
#include "platform/postgres/transaction.hpp"

namespace plaza::postgres {

class Transaction::State {
 public:
  State(std::shared_ptr<PoolState> pool, RequestContext context, SteadyTime deadline, Isolation isolation,
        Connections::Lease lease, PoolState::Probe probe);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  asio::awaitable<Connection::Answer> run(Commands commands);
  asio::awaitable<Result<void>> commit();
  asio::awaitable<void> rollback();

 private:
  asio::awaitable<Connection::Answer> observed(Statement statement, const Commands& commands, Connection::Loss loss);
  void learn(const Error* error);

  std::shared_ptr<PoolState> pool_;
  RequestContext context_;
  SteadyTime began_;
  SteadyTime deadline_;
  Isolation isolation_;
  Connections::Lease lease_;
  PoolState::Probe probe_;
  bool begun_ = false;  // goes out with the first statement
  bool ended_ = false;
};

}  // namespace plaza::postgres
