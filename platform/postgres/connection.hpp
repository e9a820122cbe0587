#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/error.hpp"
#include "platform/postgres/connector.hpp"
#include "platform/postgres/rows.hpp"
#include "platform/postgres/statement.hpp"

namespace plaza::postgres {

// One connection in pipeline mode, from its welcome to its loss; it is never made anew. Many exchanges may be under
// way; the server takes them in order, each a transaction of its own. Whatever becomes of those who wait, each answer
// is read to its end, so that no one is given another's. Lives on one worker.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Answer = Result<std::vector<Rows>>;
  using Done = std::move_only_function<void(Answer)>;

  // What happens to a transaction when the connection is lost before the answer.
  enum class Loss : std::uint8_t {
    harmless,        // it reads, or is part of a transaction that has not been committed
    outcome_unknown  // it may have been committed
  };

  // `handle`: as connect() gives it.
  Connection(const asio::io_context::executor_type& executor, Handle handle, std::uint64_t output_bytes_max);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Begins to read, once. `on_change` runs whenever there is less under way or the connection is lost; not from within
  // a call of this object, except close().
  void start(std::function<void()> on_change);
  // What NOTIFY sends on channels that this session listens to.
  void on_notification(std::function<void()> notified) { notified_ = std::move(notified); }

  // Statements that take effect together or not at all, in one round trip. `done` gets the rows of each, as many as
  // there are statements, or the first error, however late: `deadline` is only noted. It runs on the worker; before
  // this returns when nothing can be sent.
  void send(const Commands& commands, Loss loss, SteadyTime deadline, Done done);

  [[nodiscard]] bool usable() const { return handle_ != nullptr; }
  [[nodiscard]] std::size_t in_flight() const { return in_flight_; }
  // Until when someone waits for what the server works on; max when it works on nothing.
  [[nodiscard]] SteadyTime head_deadline() const {
    return exchanges_.empty() ? SteadyTime::max() : exchanges_.front().deadline;
  }
  // Why it was lost; empty while it is usable.
  [[nodiscard]] const std::string& lost_because() const { return lost_because_; }
  // What waits fails as at a loss.
  void close(std::string_view why);

 private:
  struct Exchange {
    const char* preparing = nullptr;  // an internal exchange: the server learns a statement
    std::vector<const char*> statements{};
    Loss loss = Loss::harmless;
    SteadyTime deadline{};
    Done done{};
    std::vector<Rows> rows{};
    std::optional<Error> error{};
    std::string sqlstate{};
  };
  struct Prepared {
    std::string name;  // the server's
    std::vector<Oid> types;
    std::optional<Error> refused{};
  };

  void read_later();
  void readable();
  void take_results();
  void take_result(std::unique_ptr<pg_result, rows_detail::Release> result);
  [[nodiscard]] static bool is_complete(const Exchange& exchange);
  void finish_front();
  bool explain_refusal(Exchange& exchange);
  void take_notifications();

  Result<void> check(const Commands& commands) const;
  bool prepare(const Command& command, SteadyTime deadline);
  bool put(const Command& command);
  void flush();
  void lose(std::string_view why);
  [[nodiscard]] static Answer lost_answer(Exchange& exchange, std::string_view why);

  std::uint64_t output_bytes_max_;
  Handle handle_;
  asio::posix::stream_descriptor descriptor_;
  std::function<void()> changed_;
  std::function<void()> notified_;
  std::deque<Exchange> exchanges_;
  std::size_t in_flight_ = 0;                           // without internal ones
  std::unordered_map<const char*, Prepared> prepared_;  // by the address of the SQL
  std::uint64_t last_prepared_ = 0;
  std::uint64_t output_bytes_ = 0;
  bool waits_to_write_ = false;
  std::string lost_because_;
};

}  // namespace plaza::postgres
