#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "platform/core/clock.hpp"
#include "platform/core/worker.hpp"
#include "platform/redis/command.hpp"
#include "platform/redis/options.hpp"
#include "platform/redis/reply.hpp"
#include "platform/redis/reply_reader.hpp"
#include "platform/tls/stream.hpp"

namespace plaza::redis {

// How a command ended.
struct Answer {
  Result<Reply> reply;
  // Not one byte of it can have been acted on, or the server said that it did not begin.
  bool had_no_effect = false;
};

// One connection, from its opening to its loss; it is never made anew. Carries many commands at once; what is sent
// during a tick leaves in one write, and the server answers in order. Changes that wait for replicas share one WAIT per
// tick. Lives on one worker, and until it is closed.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Done = std::move_only_function<void(Answer)>;
  using Number = std::uint64_t;

  // `stream` is open.
  Connection(const asio::io_context::executor_type& executor, const Clock& clock, std::unique_ptr<tls::Stream> stream,
             const ServerAddress& server, const ClientLimits& limits);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Begins to read, once.
  void start() { read_later(); }
  // `lost` runs once, when it can be used no more; not from within a call of this object.
  void on_lost(std::function<void()> lost) { lost_ = std::move(lost); }
  void change(const ClientLimits& limits) { limits_ = limits; }

  // `done` gets the answer, from the loop, by `deadline` at the latest. Nothing, and no `done`, when too much waits.
  [[nodiscard]] std::optional<Number> send(Command command, SteadyTime deadline, Done done);
  // Whoever waits for it has left: done runs, with `cancelled`; the answer is passed over when it comes.
  void cancel(Number number);

  // False from the moment on when it is lost, or its server says that it is not one to work with.
  [[nodiscard]] bool usable() const { return open_ && !retiring_; }
  [[nodiscard]] const asio::io_context::executor_type& executor() const { return executor_; }
  [[nodiscard]] std::size_t in_flight() const { return waiting_.size() + held_.size(); }
  // Why it was lost; empty while it is open.
  [[nodiscard]] const std::string& lost_because() const { return lost_because_; }
  // What waits fails as at a loss.
  void close(std::string_view why);

 private:
  enum class Kind : std::uint8_t { call, load, replicas };
  struct Waiting {
    Kind kind = Kind::call;
    Number number = 0;
    std::optional<Command> command{};
    SteadyTime deadline = SteadyTime::max();
    Done done{};  // empty: nobody waits any more
    std::uint64_t position = 0;
    bool taught_again = false;
    bool replicated = false;
  };
  // A change that the primary has made, until enough replicas have it.
  struct Held {
    Number number;
    SteadyTime deadline;
    Done done;
    Reply reply;
  };

  void read_later();
  void take_bytes(std::size_t count);
  void take(Reply reply);
  void take_call(Waiting waiting, Reply reply);
  void take_refusal(Waiting waiting, const std::string& said);
  void retire();
  void take_replicas(const Reply& reply);

  void put(Waiting waiting);
  void teach(const Script& script);
  void flush();
  void put_wait_for_replicas();

  void expire_at(SteadyTime deadline);
  void expire();
  SteadyTime expire_waiting(SteadyTime now);
  SteadyTime expire_held(SteadyTime now);
  [[nodiscard]] bool never_left(const Waiting& waiting) const { return waiting.position >= bytes_written_; }
  void post_done(Done done, Answer answer);

  asio::io_context::executor_type executor_;
  const Clock* clock_;
  std::unique_ptr<tls::Stream> stream_;
  const std::uint64_t output_bytes_max_;
  ClientLimits limits_;
  std::function<void()> lost_;
  asio::steady_timer deadline_timer_;
  TickFlush flush_at_end_of_tick_;

  bool open_ = true;
  bool retiring_ = false;
  bool waits_to_write_ = false;
  std::string lost_because_;
  SteadyTime next_expiry_ = SteadyTime::max();
  SteadyTime silent_since_;
  std::uint64_t bytes_written_ = 0;
  ByteBuffer out_;
  std::vector<std::uint8_t> in_;
  ReplyReader reader_;
  std::deque<Waiting> waiting_;  // in the order of the answers
  Number last_number_ = 0;
  std::vector<Held> held_;
  bool wants_replicas_ = false;
  std::unordered_set<const Script*> taught_;
  std::string why_not_taught_;
};

}  // namespace plaza::redis
