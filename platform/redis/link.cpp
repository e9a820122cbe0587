#include "platform/redis/link.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include "platform/redis/ask.hpp"
#include "platform/redis/failure.hpp"
#include "platform/resilience/backoff.hpp"
#include "platform/resilience/outcome.hpp"

namespace plaza::redis {
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

// What callers are told to wait before they ask again.
constexpr milliseconds retry_after_away{1'000};
constexpr milliseconds retry_after_full{100};

std::unexpected<Error> unavailable(std::string message, std::string_view reason, milliseconds retry_after) {
  return std::unexpected(Error{.code = Code::unavailable,
                               .message = std::move(message),
                               .reason = std::string(reason),
                               .retry_after = retry_after});
}

}  // namespace

Link::Link(const asio::io_context::executor_type& executor, const Clock& clock, const Options& options,
           std::function<Target()> target, LinkMetrics metrics, telemetry::Log& log)
    : executor_(executor),
      clock_(&clock),
      options_(options),
      limits_(options.limits),
      target_(std::move(target)),
      metrics_(metrics),
      log_(&log),
      timer_(executor),
      none_since_(clock.steady_now()) {}

void Link::start() {
  asio::post(executor_, [self = shared_from_this()] {
    self->none_since_ = self->clock_->steady_now();
    asio::co_spawn(self->executor_, self->keep(self), asio::detached);
  });
}

// What stop() posts. The calls that wait hold their connection, and it holds them: when the loop ends before this has
// run, they are let go with it.
class Link::Stop {
 public:
  explicit Stop(std::shared_ptr<Link> link) : link_(std::move(link)) {}
  Stop(Stop&&) = default;
  Stop& operator=(Stop&&) = delete;
  ~Stop() {
    if (link_) link_->end();
  }
  void operator()() { std::exchange(link_, nullptr)->end(); }

 private:
  std::shared_ptr<Link> link_;
};

void Link::stop() {
  asio::post(executor_, Stop(shared_from_this()));
}

void Link::end() {
  stopped_ = true;
  timer_.cancel();
  if (connection_) connection_->close("the process stops");
  if (const auto opening = opening_.lock()) opening->close("the process stops");
  wake_all();
}

void Link::change(const ClientLimits& limits) {
  limits_ = limits;
  if (connection_) connection_->change(limits);
}

asio::awaitable<void> Link::keep(std::shared_ptr<Link> self) {
  resilience::Backoff backoff(options_.reconnect_pause_min, options_.reconnect_pause_max);
  while (!stopped_) {
    if (co_await open_one()) {
      backoff.reset();
      co_await watch();
    }
    if (stopped_) break;
    timer_.expires_after(backoff.next());
    co_await timer_.async_wait(awaited);
  }
  if (connection_) connection_->close("the process stops");
}

Target Link::target() {
  auto now = target_();
  now.limits = limits_;
  now.begun = [weak = weak_from_this()](const std::shared_ptr<Connection>& connection) {
    if (const auto self = weak.lock()) self->opening_ = connection;
  };
  return now;
}

asio::awaitable<bool> Link::open_one() {
  auto attempt = target();
  const auto endpoint = co_await find_primary(executor_, *clock_, attempt);
  if (!endpoint) {
    not_opened(endpoint.error());
    co_return false;
  }
  auto connection = co_await open(executor_, *clock_, *endpoint, std::move(attempt));
  if (!connection) {
    not_opened(connection.error());
    co_return false;
  }
  opened(std::move(*connection), *endpoint);
  co_return !stopped_;
}

void Link::opened(std::shared_ptr<Connection> connection, const std::string& endpoint) {
  connection->on_lost([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->lost();
  });
  connection->change(limits_);
  connection_ = std::move(connection);
  endpoint_ = endpoint;
  metrics_.opened();
  log_->info("connected to Redis", {{"endpoint", endpoint}});
  none_since_ = SteadyTime::max();
  trouble_.clear();
  wake_all();
  show();
}

// One line for each new reason, not for each attempt.
void Link::not_opened(const Error& error) {
  metrics_.not_opened();
  if (error.message == trouble_) return;
  trouble_ = error.message;
  log_->warning("Redis cannot be reached", {{"why", trouble_}});
}

void Link::lost() {
  timer_.cancel();
}

// Until the connection can be used no more.
asio::awaitable<void> Link::watch() {
  while (now() && !stopped_) {
    timer_.expires_after(options_.check_interval);
    co_await timer_.async_wait(awaited);
    if (now() && !stopped_) co_await try_it(connection_);
  }
  metrics_.lost();
  if (!stopped_) {
    const auto& why = connection_->lost_because();
    log_->warning("the connection to Redis was lost",
                  {{"endpoint", endpoint_}, {"why", why.empty() ? "the server is not one to work with" : why}});
  }
  connection_.reset();
  none_since_ = clock_->steady_now();
  wake_all();
  show();
}

// A server that hangs is given up by the connection itself, when it owes an answer for too long.
asio::awaitable<void> Link::try_it(std::shared_ptr<Connection> connection) {
  show();
  if (connection->in_flight() == 0) {
    co_await ask(connection, Command("PING", Access::read), clock_->steady_now() + 2 * limits_.discard_after);
  }
  if (options_.server.sentinels.empty() || !connection->usable()) co_return;
  const auto endpoint = co_await find_primary(executor_, *clock_, target());
  if (endpoint && *endpoint != endpoint_) connection->close(fmt::format("the primary is {} now", *endpoint));
}

SteadyTime Link::given_up_at() const {
  return none_since_ == SteadyTime::max() ? SteadyTime::max() : none_since_ + limits_.connect_wait;
}

Result<void> Link::may_wait(SteadyTime now, SteadyTime deadline) const {
  if (now >= deadline) return fail(Code::deadline_exceeded, "there was no connection to Redis in time");
  if (stopped_) return unavailable("the process stops", reason_no_connection, retry_after_away);
  if (now >= given_up_at()) {
    return unavailable(trouble_.empty() ? "there is no connection to Redis" : trouble_, reason_no_connection,
                       retry_after_away);
  }
  if (waiting_.size() >= limits_.calls_max) {
    return unavailable("too many calls wait for a connection to Redis", resilience::reason_overloaded,
                       retry_after_full);
  }
  return {};
}

// A place among those who wait, left however the wait ends.
class Link::Place {
 public:
  Place(std::list<asio::steady_timer*>& waiting, asio::steady_timer& timer)
      : waiting_(&waiting), at_(waiting.insert(waiting.end(), &timer)) {}
  ~Place() { waiting_->erase(at_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  std::list<asio::steady_timer*>* waiting_;
  std::list<asio::steady_timer*>::iterator at_;
};

asio::awaitable<Result<std::shared_ptr<Connection>>> Link::wait(SteadyTime deadline) {
  const auto self = shared_from_this();
  for (;;) {
    if (auto connection = now()) co_return connection;
    if (auto allowed = may_wait(clock_->steady_now(), deadline); !allowed) co_return std::unexpected(allowed.error());
    asio::steady_timer timer(executor_, std::min(deadline, given_up_at()));
    const Place place(waiting_, timer);
    co_await timer.async_wait(awaited);
    const auto cancelled = co_await asio::this_coro::cancellation_state;
    if (cancelled.cancelled() != asio::cancellation_type::none) {
      co_return fail(Code::cancelled, "the caller left before there was a connection to Redis");
    }
  }
}

void Link::wake_all() {
  for (auto* timer : waiting_) timer->cancel();
}

void Link::show() const {
  metrics_.show(now() != nullptr, connection_ ? connection_->in_flight() : 0, waiting_.size());
}

}  // namespace plaza::redis
