#include "platform/postgres/connections.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/postgres/failure.hpp"
#include "platform/resilience/backoff.hpp"
#include "platform/resilience/outcome.hpp"

namespace plaza::postgres {
namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);

// How often it is looked for statements that nobody waits for any more.
constexpr milliseconds watch_interval{50};
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

Connections::Lease::~Lease() {
  if (owner_) owner_->give_back(*member_, use_);
}

const std::shared_ptr<Connection>& Connections::Lease::connection() const {
  return member_->connection;
}

Connections::Connections(const asio::io_context::executor_type& executor, const Clock& clock, const Options& options,
                         std::function<Target()> target, PoolMetrics metrics, telemetry::Log& log)
    : executor_(executor),
      clock_(&clock),
      options_(options),
      limits_(options.limits),
      target_(std::move(target)),
      metrics_(metrics),
      log_(&log),
      watch_timer_(executor),
      none_since_(clock.steady_now()) {}

void Connections::start() {
  asio::post(executor_, [self = shared_from_this()] {
    self->none_since_ = self->clock_->steady_now();
    for (std::uint32_t i = 0; i < self->options_.connections_max; ++i) {
      asio::co_spawn(self->executor_, self->keep(self, self->slots_.emplace_back(self->executor_)), asio::detached);
    }
    self->watch();
  });
}

void Connections::stop() {
  asio::post(executor_, [self = shared_from_this()] {
    self->stopped_ = true;
    self->watch_timer_.cancel();
    for (auto& slot : self->slots_) {
      slot.wake.cancel();
      if (const auto member = slot.member) member->connection->close("the process stops");
    }
    self->wake_all();
  });
}

asio::awaitable<void> Connections::keep(std::shared_ptr<Connections> self, Slot& slot) {
  resilience::Backoff backoff(options_.reconnect_pause_min, options_.reconnect_pause_max);
  while (!stopped_) {
    auto handle = co_await connect(executor_, target_());
    if (stopped_) break;
    if (handle) {
      backoff.reset();
      opened(slot, std::move(*handle));
      while (slot.member && !stopped_) {
        slot.wake.expires_at(SteadyTime::max());
        co_await slot.wake.async_wait(awaited);
      }
    } else {
      not_opened(handle.error());
    }
    if (stopped_) break;
    slot.wake.expires_after(backoff.next());
    co_await slot.wake.async_wait(awaited);
  }
}

void Connections::opened(Slot& slot, Handle handle) {
  auto connection = std::make_shared<Connection>(executor_, std::move(handle), options_.server.output_bytes_max);
  slot.member = std::make_shared<Member>(connection);
  metrics_.opened();
  if (open() == 1) log_->info("connected to the database", {{"database", options_.server.database}});
  none_since_ = SteadyTime::max();
  trouble_.clear();
  connection->start([weak = weak_from_this(), &slot] {
    if (const auto self = weak.lock()) self->changed(slot);
  });
  pump();
}

// One line for each new reason, not for each attempt.
void Connections::not_opened(const Error& error) {
  metrics_.not_opened();
  if (error.message == trouble_) return;
  trouble_ = error.message;
  log_->warning("the database cannot be reached", {{"database", options_.server.database}, {"why", trouble_}});
}

void Connections::changed(Slot& slot) {
  if (slot.member && !slot.member->connection->usable()) {
    metrics_.lost();
    if (!stopped_) {
      log_->warning("a connection to the database was lost",
                    {{"database", options_.server.database}, {"why", slot.member->connection->lost_because()}});
    }
    slot.member.reset();
    slot.wake.cancel();
    if (open() == 0) {
      none_since_ = clock_->steady_now();
      wake_all();
    }
  }
  pump();
}

std::size_t Connections::open() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(slots_, [](const Slot& slot) { return slot.member != nullptr; }));
}

bool Connections::lends(const Member& member, Use use) const {
  const auto& connection = *member.connection;
  if (!connection.usable() || member.exclusive) return false;
  if (use == Use::exclusive) return member.readers == 0 && connection.in_flight() == 0;
  return !(member.draining && connection.in_flight() > 0) && member.readers < limits_.reads_per_connection_max &&
         connection.head_deadline() > clock_->steady_now();
}

std::optional<Connections::Lease> Connections::take(Use use) {
  std::shared_ptr<Member> best;
  for (const auto& slot : slots_) {
    if (!slot.member || !lends(*slot.member, use)) continue;
    if (!best || slot.member->readers < best->readers) best = slot.member;
  }
  if (!best) return std::nullopt;
  best->draining = false;
  if (use == Use::exclusive) {
    best->exclusive = true;
  } else {
    ++best->readers;
  }
  return Lease(shared_from_this(), best, use);
}

void Connections::give_back(Member& member, Use use) {
  if (use == Use::exclusive) {
    member.exclusive = false;
    member.draining = member.connection->in_flight() > 0;
  } else {
    --member.readers;
  }
  pump();
}

// In turn: a change that waits for a connection of its own is not passed by reads that could share one.
void Connections::pump() {
  while (!waiting_.empty()) {
    auto* first = waiting_.front();
    auto lease = take(first->use);
    if (!lease) break;
    waiting_.pop_front();
    first->lease.emplace(std::move(*lease));
    first->timer.cancel();
  }
  show();
}

SteadyTime Connections::given_up_at() const {
  return none_since_ == SteadyTime::max() ? SteadyTime::max() : none_since_ + limits_.connect_wait;
}

Result<void> Connections::may_wait(SteadyTime now, SteadyTime deadline) const {
  if (now >= deadline) return fail(Code::deadline_exceeded, "no connection to the database was free in time");
  if (stopped_) return unavailable("the process stops", reason_no_connection, retry_after_away);
  if (now >= given_up_at()) {
    return unavailable(trouble_.empty() ? "there is no connection to the database" : trouble_, reason_no_connection,
                       retry_after_away);
  }
  if (waiting_.size() >= limits_.waiting_max) {
    return unavailable("too many calls wait for the database", resilience::reason_overloaded, retry_after_full);
  }
  return {};
}

// A place among those who wait, left however the wait ends.
class Connections::Place {
 public:
  Place(std::list<Waiter*>& waiting, Waiter& waiter) : waiting_(&waiting), waiter_(&waiter) {
    waiting.push_back(&waiter);
  }
  ~Place() { waiting_->remove(waiter_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  std::list<Waiter*>* waiting_;
  Waiter* waiter_;
};

asio::awaitable<Result<Connections::Lease>> Connections::acquire(Use use, SteadyTime deadline) {
  const auto self = shared_from_this();
  if (waiting_.empty()) {
    if (auto lease = take(use)) {
      show();
      co_return std::move(*lease);
    }
  }
  if (auto allowed = may_wait(clock_->steady_now(), deadline); !allowed) co_return std::unexpected(allowed.error());
  Waiter waiter{.use = use, .timer = asio::steady_timer(executor_)};
  const Place place(waiting_, waiter);
  show();
  for (;;) {
    waiter.timer.expires_at(std::min(deadline, given_up_at()));
    co_await waiter.timer.async_wait(awaited);
    if (waiter.lease) co_return std::move(*waiter.lease);
    const auto cancelled = co_await asio::this_coro::cancellation_state;
    if (cancelled.cancelled() != asio::cancellation_type::none) {
      co_return fail(Code::cancelled, "the caller left before there was a connection");
    }
    if (auto allowed = may_wait(clock_->steady_now(), deadline); !allowed) co_return std::unexpected(allowed.error());
  }
}

void Connections::watch() {
  watch_timer_.expires_after(watch_interval);
  watch_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
    const auto self = weak.lock();
    if (!self || cancelled) return;
    const auto now = self->clock_->steady_now();
    for (auto& slot : self->slots_) {
      const auto member = slot.member;
      if (!member) continue;
      const auto deadline = member->connection->head_deadline();
      if (deadline == SteadyTime::max() || now < deadline + self->limits_.discard_after) continue;
      self->metrics_.discarded();
      member->connection->close("a statement that nobody waits for held it too long");
    }
    self->watch();
  });
}

void Connections::wake_all() {
  for (auto* waiter : waiting_) waiter->timer.cancel();
}

void Connections::show() {
  std::size_t used = 0;
  for (const auto& slot : slots_) {
    if (slot.member && (slot.member->exclusive || slot.member->connection->in_flight() > 0)) ++used;
  }
  metrics_.show(open(), used, waiting_.size());
}

}  // namespace plaza::postgres
