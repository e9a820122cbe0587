#include "platform/postgres/connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include "platform/postgres/failure.hpp"
#include "platform/postgres/server_said.hpp"
#include "platform/resilience/outcome.hpp"

namespace plaza::postgres {
namespace {

constexpr int binary = 1;

// The plan of a prepared statement no longer fits, or the server has forgotten it: with another connection all is well.
bool outdated(std::string_view sqlstate) {
  return sqlstate == "0A000" || sqlstate == "26000";
}

// A server that has become a standby: whoever took over is found by connecting again.
bool demoted(std::string_view sqlstate) {
  return sqlstate == "25006";
}

}  // namespace

Connection::Connection(const asio::io_context::executor_type& executor, Handle handle, std::uint64_t output_bytes_max)
    : output_bytes_max_(output_bytes_max), handle_(std::move(handle)), descriptor_(executor, PQsocket(handle_.get())) {}

// The socket is libpq's to close.
Connection::~Connection() {
  if (descriptor_.is_open()) descriptor_.release();
}

void Connection::start(std::function<void()> on_change) {
  changed_ = std::move(on_change);
  read_later();
}

void Connection::read_later() {
  descriptor_.async_wait(asio::posix::descriptor_base::wait_read,
                         [weak = weak_from_this()](const boost::system::error_code& cancelled) {
                           const auto self = weak.lock();
                           if (self && !cancelled && self->usable()) self->readable();
                         });
}

void Connection::readable() {
  const auto self = shared_from_this();
  const bool alive = PQconsumeInput(handle_.get()) == 1;
  const auto before = in_flight_;
  // Even of a lost connection: its last words are the reason.
  take_results();
  if (!usable()) return;
  if (!alive) return lose(first_line(PQerrorMessage(handle_.get())));
  take_notifications();
  read_later();
  if (waits_to_write_) flush();
  if (in_flight_ != before && changed_) changed_();
}

// Each statement's results end with a null; two in a row mean that libpq has no more.
void Connection::take_results() {
  bool ended = false;
  while (usable() && !exchanges_.empty() && PQisBusy(handle_.get()) == 0) {
    std::unique_ptr<pg_result, rows_detail::Release> result(PQgetResult(handle_.get()));
    if (!result && ended) return;
    ended = !result;
    if (result) take_result(std::move(result));
  }
}

void Connection::take_result(std::unique_ptr<pg_result, rows_detail::Release> result) {
  auto& exchange = exchanges_.front();
  switch (PQresultStatus(result.get())) {
    case PGRES_PIPELINE_SYNC:
      return finish_front();
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
      exchange.rows.emplace_back(std::move(result));
      return;
    case PGRES_PIPELINE_ABORTED:
      return;  // what follows the statement that failed
    default:
      if (exchange.error) return;
      auto refusal = refusal_of(*result);
      // Without the server's word the transaction's end is unknown; lose() sees to it.
      if (refusal.sqlstate.empty()) return;
      exchange.error = std::move(refusal.error);
      exchange.sqlstate = std::move(refusal.sqlstate);
  }
}

// A server keeps to its own protocol; bytes that were changed on a plain connection need not.
bool Connection::is_complete(const Exchange& exchange) {
  const std::size_t expected = exchange.preparing != nullptr ? 1 : exchange.statements.size();
  return exchange.error || exchange.rows.size() == expected;
}

void Connection::finish_front() {
  // Whose the answers are that follow can no longer be told.
  if (!is_complete(exchanges_.front())) return lose("an answer is not that of what was asked");
  auto exchange = std::move(exchanges_.front());
  exchanges_.pop_front();
  if (exchange.preparing != nullptr) {
    const auto prepared = prepared_.find(exchange.preparing);
    if (exchange.error && prepared != prepared_.end()) prepared->second.refused = std::move(exchange.error);
    return;
  }
  --in_flight_;
  if (!exchange.error) return exchange.done(std::move(exchange.rows));
  const bool stale = !explain_refusal(exchange) && outdated(exchange.sqlstate);
  const bool worn = stale || demoted(exchange.sqlstate);
  if (stale) {
    exchange.error->code = Code::unavailable;
    exchange.error->reason = reason_connection_lost;
  }
  exchange.done(std::unexpected(std::move(*exchange.error)));
  if (worn) lose(stale ? "a prepared statement is outdated" : "the server takes no changes any more");
}

// A statement that was not prepared fails as one that the server does not know: the reason is that of the attempt to
// prepare it, which is made again next time.
bool Connection::explain_refusal(Exchange& exchange) {
  for (const char* statement : exchange.statements) {
    const auto prepared = prepared_.find(statement);
    if (prepared == prepared_.end() || !prepared->second.refused) continue;
    exchange.error = std::move(prepared->second.refused);
    prepared_.erase(prepared);
    return true;
  }
  return false;
}

void Connection::take_notifications() {
  bool any = false;
  while (auto* notification = PQnotifies(handle_.get())) {
    any = true;
    PQfreemem(notification);
  }
  if (any && notified_) notified_();
}

void Connection::send(const Commands& commands, Loss loss, SteadyTime deadline, Done done) {
  if (auto possible = check(commands); !possible) return done(std::unexpected(std::move(possible.error())));
  const auto self = shared_from_this();
  ++in_flight_;
  bool put_all = true;
  for (const auto& command : commands) put_all = put_all && prepare(command, deadline);
  for (const auto& command : commands) put_all = put_all && put(command);
  Exchange exchange{.loss = loss, .deadline = deadline, .done = std::move(done)};
  for (const auto& command : commands) exchange.statements.push_back(command.statement.sql.data());
  exchanges_.push_back(std::move(exchange));
  if (!put_all || PQpipelineSync(handle_.get()) != 1) return lose(first_line(PQerrorMessage(handle_.get())));
  flush();
}

Result<void> Connection::check(const Commands& commands) const {
  if (!usable()) return fail(Code::unavailable, lost_because_, std::string(reason_connection_lost));
  if (output_bytes_ > output_bytes_max_) {
    return fail(Code::unavailable, "the database does not take what is sent",
                std::string(resilience::reason_overloaded));
  }
  for (const auto& command : commands) {
    const auto known = prepared_.find(command.statement.sql.data());
    if (known != prepared_.end() && known->second.types != command.parameters.types()) {
      return fail(Code::internal, fmt::format("{} is given other types than before", command.statement.name));
    }
  }
  return {};
}

// In an exchange of its own, so that what fails to be prepared fails no one else's transaction.
bool Connection::prepare(const Command& command, SteadyTime deadline) {
  const auto [place, unknown] = prepared_.try_emplace(command.statement.sql.data());
  if (!unknown) return true;
  place->second.name = fmt::format("s{}", ++last_prepared_);
  place->second.types = command.parameters.types();
  exchanges_.push_back({.preparing = command.statement.sql.data(), .deadline = deadline});
  const std::string sql(command.statement.sql);
  const auto& types = place->second.types;
  return PQsendPrepare(handle_.get(), place->second.name.c_str(), sql.c_str(), static_cast<int>(types.size()),
                       types.data()) == 1 &&
         PQpipelineSync(handle_.get()) == 1;
}

bool Connection::put(const Command& command) {
  const auto& values = command.parameters;
  std::vector<const char*> data;
  std::vector<int> lengths;
  data.reserve(values.size());
  lengths.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    data.push_back(values.data(i));
    lengths.push_back(static_cast<int>(values.bytes(i)));
    output_bytes_ += values.bytes(i);
  }
  const std::vector<int> formats(values.size(), binary);
  return PQsendQueryPrepared(handle_.get(), prepared_.at(command.statement.sql.data()).name.c_str(),
                             static_cast<int>(values.size()), data.data(), lengths.data(), formats.data(), binary) == 1;
}

void Connection::flush() {
  const int left = PQflush(handle_.get());
  if (left < 0) return lose(first_line(PQerrorMessage(handle_.get())));
  if (left == 0) {
    output_bytes_ = 0;
    return;
  }
  if (waits_to_write_) return;
  waits_to_write_ = true;
  descriptor_.async_wait(asio::posix::descriptor_base::wait_write,
                         [weak = weak_from_this()](const boost::system::error_code& cancelled) {
                           const auto self = weak.lock();
                           if (!self || cancelled || !self->usable()) return;
                           self->waits_to_write_ = false;
                           self->flush();
                         });
}

void Connection::close(std::string_view why) {
  if (usable()) lose(why);
}

void Connection::lose(std::string_view why) {
  const auto self = shared_from_this();
  lost_because_ = why.empty() ? "the connection to the database was lost" : why;
  descriptor_.release();
  handle_.reset();
  in_flight_ = 0;
  auto lost = std::exchange(exchanges_, {});
  for (auto& exchange : lost) {
    if (exchange.done) exchange.done(lost_answer(exchange, lost_because_));
  }
  if (changed_) changed_();
}

// An error that the server gave for a statement stands: it has rolled back what the statement belongs to.
Connection::Answer Connection::lost_answer(Exchange& exchange, std::string_view why) {
  if (exchange.error) return std::unexpected(std::move(*exchange.error));
  if (exchange.loss == Loss::outcome_unknown) {
    return fail(Code::unavailable, fmt::format("{}; whether the change was made is unknown", why),
                std::string(reason_outcome_unknown));
  }
  return fail(Code::unavailable, std::string(why), std::string(reason_connection_lost));
}

}  // namespace plaza::postgres
