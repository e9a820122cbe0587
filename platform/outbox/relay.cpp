#include "platform/outbox/relay.hpp"

#include <atomic>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/outbox/relay_metrics.hpp"
#include "platform/outbox/relay_session.hpp"
#include "platform/resilience/backoff.hpp"

namespace plaza::outbox {
namespace {

constexpr milliseconds count_interval{5'000};

}  // namespace

void RelayOptions::describe(config::Section section) {
  constexpr config::Range some_time{.min = 1, .max = 600'000};
  section.value("batch_rows_max", batch_rows_max, "rows that are published together", {.min = 1, .max = 100'000});
  section.value("batch_bytes_max", batch_bytes_max, "bytes of their values, but for the first", {.min = 1024});
  section.value("poll_interval_ms", poll_interval,
                "how often the outbox is looked at when nobody says that it has rows", {.min = 1, .max = 5'000});
  section.value("gather_ms", gather,
                "rounds begin no sooner after each other, so that each has more to take; 0: at once",
                {.min = 0, .max = 1'000});
  section.value("lead_interval_ms", lead_interval, "how often a relay that is not the active one tries to be",
                some_time);
  section.value("pause_min_ms", pause_min, "pause after a record that the broker did not take, or a lost session",
                some_time);
  section.value("pause_max_ms", pause_max, "the longest such pause", some_time);
  section.value("timeout_ms", timeout, "longest wait for an answer of the database", some_time);
}

// Shared by the relay and its coroutine, which may end later.
class Relay::Loop : public std::enable_shared_from_this<Loop> {
 public:
  Loop(RelaySurroundings with, const RelayOptions& options, std::function<postgres::Target()> target)
      : with_(with),
        options_(options),
        target_(std::move(target)),
        metrics_(*with.metrics, *with.worker),
        timer_(with.worker->executor()),
        backoff_(options.pause_min, options.pause_max) {}

  void start() {
    asio::post(executor(), [self = shared_from_this()] {
      self->ended_ = false;
      asio::co_spawn(self->executor(), self->run(self), asio::detached);
    });
  }
  void stop() {
    stopped_ = true;
    if (go_on_) *go_on_ = false;
    timer_.cancel();
  }
  // Coalesced: one look serves all who asked for it.
  void wake() {
    if (woken_.exchange(true)) return;
    asio::post(executor(), [self = shared_from_this()] { self->timer_.cancel(); });
  }
  void change(const RelayOptions& options) {
    options_ = options;
    backoff_ = resilience::Backoff(options.pause_min, options.pause_max);
  }
  [[nodiscard]] bool ended() const { return ended_.load(); }

 private:
  asio::io_context::executor_type executor() const { return with_.worker->executor(); }
  [[nodiscard]] SteadyTime deadline() const { return with_.clock->steady_now() + options_.timeout; }

  asio::awaitable<void> run(std::shared_ptr<Loop> self) {
    while (!stopped_) {
      // Who has lost the session has lost the lock: nothing more is begun.
      go_on_ = std::make_shared<bool>(true);
      const auto look = [weak = std::weak_ptr(self)] {
        if (const auto relay = weak.lock()) relay->wake();
      };
      auto session = co_await RelaySession::open(executor(), target_(), look, [look, go_on = go_on_] {
        *go_on = false;
        look();
      });
      if (session) {
        co_await serve(*session);
      } else {
        tell("the outbox cannot be reached", session.error());
      }
      metrics_.leading(false);
      if (!stopped_) co_await pause(backoff_.next(), false);
    }
    ended_ = true;
  }

  asio::awaitable<void> serve(RelaySession& session) {
    bool leads = false;
    while (!stopped_ && session.usable()) {
      if (!leads) {
        const auto asked = co_await session.try_to_lead(deadline());
        if (!asked) co_return tell("a relay lost its session", asked.error());
        leads = *asked;
        metrics_.leading(leads);
        if (leads) with_.log->info("this process publishes the outbox");
        if (!leads) co_await pause(options_.lead_interval, false);
        continue;
      }
      const auto next = with_.clock->steady_now() + options_.gather;
      if (!co_await round(session)) break;
      // Each round costs the database and the broker as much, however few it takes.
      if (let_gather_) co_await pause_until(next, false);
    }
    if (session.usable()) (void)co_await session.remove(acknowledged_, deadline());
  }

  // False when the session is of no further use.
  asio::awaitable<bool> round(RelaySession& session) {
    woken_ = false;
    auto rows = co_await session.next(acknowledged_, options_, deadline());
    if (!rows) {
      tell("a relay lost its session", rows.error());
      co_return false;
    }
    acknowledged_.clear();
    // Behind a full batch there is more.
    let_gather_ = !rows->empty() && rows->size() < options_.batch_rows_max;
    const auto now = with_.clock->now();
    metrics_.oldest(rows->empty() ? milliseconds{0} : std::max(milliseconds{0}, now - rows->front().created_at));
    co_await count(session, rows->size());
    if (rows->empty()) {
      co_await pause(options_.poll_interval, true);
      co_return session.usable();
    }
    const auto batch = std::make_shared<std::vector<Pending>>(std::move(*rows));
    const auto published = co_await publish(executor(), *with_.producer, batch, go_on_);
    co_return co_await finish(session, published);
  }

  asio::awaitable<bool> finish(RelaySession& session, const Published& published) {
    const auto now = with_.clock->now();
    for (const auto* row : published.acknowledged) {
      acknowledged_.push_back(row->id);
      metrics_.relayed(row->record.topic, std::max(milliseconds{0}, now - row->created_at));
    }
    if (!published.failure) {
      backoff_.reset();
      trouble_.clear();
      co_return session.usable();
    }
    metrics_.failed();
    tell("an event was not published", *published.failure);
    const auto removed = co_await session.remove(acknowledged_, deadline());
    if (!removed) co_return false;
    acknowledged_.clear();
    // A broker that takes some is not away: other keys do not wait for one of a sick partition.
    co_await pause(published.acknowledged.empty() ? backoff_.next() : options_.pause_min, false);
    co_return session.usable();
  }

  // A full batch is known to be a part of what waits.
  asio::awaitable<void> count(RelaySession& session, std::size_t rows) {
    if (rows < options_.batch_rows_max) {
      metrics_.waiting(static_cast<std::int64_t>(rows));
      co_return;
    }
    const auto now = with_.clock->steady_now();
    if (now < count_again_) co_return;
    count_again_ = now + count_interval;
    const auto counted = co_await session.count(deadline());
    if (counted) metrics_.waiting(*counted);
  }

  asio::awaitable<void> pause(milliseconds time, bool until_woken) {
    return pause_until(with_.clock->steady_now() + time, until_woken);
  }

  asio::awaitable<void> pause_until(SteadyTime end, bool until_woken) {
    while (!stopped_ && with_.clock->steady_now() < end && !(until_woken && woken_)) {
      timer_.expires_at(end);
      co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
  }

  // One line for each new trouble, not for each attempt.
  void tell(std::string_view what, const Error& error) {
    if (stopped_ || error.message == trouble_) return;
    trouble_ = error.message;
    with_.log->warning(what, {{"why", error.message}});
  }

  RelaySurroundings with_;
  RelayOptions options_;
  std::function<postgres::Target()> target_;
  RelayMetrics metrics_;
  asio::steady_timer timer_;
  resilience::Backoff backoff_;
  std::shared_ptr<bool> go_on_;             // of this session
  std::vector<std::int64_t> acknowledged_;  // not deleted yet; when a session is lost, in the next
  SteadyTime count_again_{};
  bool let_gather_ = false;  // the last batch was not a full one
  std::string trouble_;
  bool stopped_ = false;
  std::atomic<bool> woken_ = false;
  std::atomic<bool> ended_ = true;
};

Relay::Relay(RelaySurroundings with, const RelayOptions& options, std::function<postgres::Target()> target)
    : loop_(std::make_shared<Loop>(with, options, std::move(target))), worker_(with.worker) {}

Relay::~Relay() = default;

Result<void> Relay::start() {
  loop_->start();
  return {};
}

void Relay::stop_accepting() {
  asio::post(worker_->executor(), [loop = loop_] { loop->stop(); });
}

bool Relay::drained() const {
  return loop_->ended();
}

void Relay::stop() {
  stop_accepting();
}

void Relay::wake() const {
  loop_->wake();
}

void Relay::follow(Live<RelayOptions>& options) {
  options.on_change(*worker_, [loop = loop_](const RelayOptions& now) { loop->change(now); });
}

}  // namespace plaza::outbox
