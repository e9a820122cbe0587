#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "platform/outbox/publishing.hpp"
#include "platform/outbox/relay.hpp"
#include "platform/postgres/connection.hpp"

namespace plaza::outbox {

// A relay's own session with the database, which holds the lock of the one that is active. Lives on one worker.
class RelaySession {
 public:
  // `notified` runs when someone writes to the outbox, `lost` when the session ends, also by its own destructor.
  static asio::awaitable<Result<RelaySession>> open(asio::io_context::executor_type executor, postgres::Target target,
                                                    std::function<void()> notified, std::function<void()> lost);
  RelaySession(RelaySession&&) = default;
  RelaySession& operator=(RelaySession&&) = default;
  ~RelaySession();

  [[nodiscard]] bool usable() const { return connection_->usable(); }

  // Whether this is the active one from now on, as long as the session is usable.
  asio::awaitable<Result<bool>> try_to_lead(SteadyTime deadline);
  // Deletes what was acknowledged and, in the same transaction, reads what comes first now.
  asio::awaitable<Result<std::vector<Pending>>> next(const std::vector<std::int64_t>& acknowledged,
                                                     const RelayOptions& options, SteadyTime deadline);
  asio::awaitable<Result<void>> remove(const std::vector<std::int64_t>& acknowledged, SteadyTime deadline);
  // Rows that wait, counted up to a limit.
  asio::awaitable<Result<std::int64_t>> count(SteadyTime deadline);

 private:
  explicit RelaySession(std::shared_ptr<postgres::Connection> connection) : connection_(std::move(connection)) {}
  asio::awaitable<postgres::Connection::Answer> ask(postgres::Commands commands, SteadyTime deadline);

  std::shared_ptr<postgres::Connection> connection_;
};

}  // namespace plaza::outbox
