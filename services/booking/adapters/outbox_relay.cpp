#include "services/booking/adapters/outbox_relay.hpp"

#include <atomic>
#include <unordered_set>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/core/uuid.hpp"
#include "platform/resilience/backoff.hpp"
#include "services/booking/adapters/booking_events.hpp"
#include "services/booking/adapters/keys.hpp"

namespace plaza::booking {
namespace {

namespace asio = boost::asio;
constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
using redis::Access;
using redis::Command;

// A batch on its way. Shared with the sends, of which some may end after whoever waits for them.
struct Batch {
  Batch(const asio::io_context::executor_type& executor, std::vector<OutboxEntry> all)
      : entries(std::move(all)), sent(entries.size()), open(entries.size()), timer(executor) {}
  std::vector<OutboxEntry> entries;
  std::vector<std::optional<Result<void>>> sent;
  std::size_t open;
  asio::steady_timer timer;
};

asio::awaitable<void> send_one(std::shared_ptr<Batch> batch, kafka::Producer& producer, std::size_t index) {
  batch->sent[index] = co_await producer.send(batch->entries[index].record);
  if (--batch->open == 0) batch->timer.cancel();
}

// What may be removed: per key, all before the first that failed.
std::vector<std::string> acknowledged(const Batch& batch) {
  std::vector<std::string> ids;
  std::unordered_set<std::string_view> broken;
  for (std::size_t i = 0; i < batch.entries.size(); ++i) {
    const auto& key = batch.entries[i].record.key;
    if (broken.contains(key)) continue;
    if (batch.sent[i] && batch.sent[i]->has_value()) {
      ids.push_back(batch.entries[i].id);
    } else {
      broken.insert(key);
    }
  }
  return ids;
}

const Error* first_failure(const Batch& batch) {
  for (const auto& sent : batch.sent) {
    if (sent && !sent->has_value()) return &sent->error();
  }
  return nullptr;
}

// Entries of the only stream that was asked for.
std::span<const redis::Reply> entries_in(const redis::Reply& reply) {
  if (reply.list().size() != 1 || reply.list()[0].list().size() != 2) return {};
  return reply.list()[0].list()[1].list();
}

}  // namespace

void OutboxRelayOptions::describe(config::Section section) {
  constexpr config::Range some_time{.min = 1, .max = 600'000};
  section.value("batch_entries_max", batch_entries_max, "events that are published together", {.min = 1, .max = 5'000});
  section.value("poll_wait_ms", poll_wait,
                "how long a read of the outbox waits for events; shorter than "
                "redis.discard_after_ms",
                {.min = 1, .max = 10'000});
  section.value("lead_lifetime_ms", lead_lifetime, "another relay takes over when the active one is silent for so long",
                {.min = 500, .max = 600'000});
  section.value("pause_min_ms", pause_min, "pause after an event that the broker did not take", some_time);
  section.value("pause_max_ms", pause_max, "the longest such pause", some_time);
}

// Shared by the relay and its coroutine, which may end later.
class OutboxRelay::Loop : public std::enable_shared_from_this<Loop> {
 public:
  Loop(const Parts& parts, const OutboxRelayOptions& options)
      : with_(parts),
        options_(options),
        redis_(parts.redis->another(*parts.worker, "booking-outbox")),
        name_(Uuid::version7(parts.clock->now()).to_string()),
        timer_(parts.worker->executor()),
        backoff_(options.pause_min, options.pause_max),
        leading_(&parts.metrics->gauge("booking_outbox_leading", "1: this process publishes the outbox")),
        published_(&parts.metrics->counter("booking_outbox_published_total", "Events that the broker acknowledged")),
        failed_(&parts.metrics->counter("booking_outbox_failures_total", "Batches with an event that was not taken")),
        set_aside_(&parts.metrics->counter("booking_outbox_set_aside_total", "Entries that could not be read")),
        waiting_(&parts.metrics->gauge("booking_outbox_waiting", "Events in the outbox, seen by the active relay")),
        oldest_(&parts.metrics->gauge("booking_outbox_oldest_seconds", "Age of the oldest event that waits")) {}

  void start() {
    ended_ = false;
    redis_->start();
    asio::post(executor(),
               [self = shared_from_this()] { asio::co_spawn(self->executor(), self->run(self), asio::detached); });
  }
  void stop() {
    asio::post(executor(), [self = shared_from_this()] {
      self->stopped_ = true;
      self->timer_.cancel();
    });
  }
  void close() { redis_->stop(); }
  [[nodiscard]] bool ended() const { return ended_.load(); }

 private:
  [[nodiscard]] asio::io_context::executor_type executor() const { return with_.worker->executor(); }

  asio::awaitable<void> run(std::shared_ptr<Loop> /*self*/) {
    while (!stopped_) {
      const auto leads = co_await lead();
      leading_->set(leads ? 1 : 0);
      if (!leads) {
        co_await pause(options_.lead_lifetime / 4);
      } else if (!co_await round()) {
        co_await pause(backoff_.next());
      }
    }
    leading_->set(0);
    ended_ = true;
  }

  // Renews the lead of the one that has it.
  asio::awaitable<bool> lead() {
    Command command(with_.scripts->lead, Access::repeatable, {keys::lead}, name_, options_.lead_lifetime.count());
    const auto reply = co_await redis_->run(RequestContext(), std::move(command));
    if (!reply) tell("the outbox cannot be reached", reply.error());
    co_return reply && reply->number() == 1;
  }

  // False after a failure.
  asio::awaitable<bool> round() {
    if (!co_await remove_published()) co_return false;
    auto entries = co_await next();
    if (!entries) {
      tell("the outbox cannot be read", entries.error());
      co_return false;
    }
    show(*entries);
    if (entries->empty()) co_return true;
    const auto batch = std::make_shared<Batch>(executor(), std::move(*entries));
    for (std::size_t i = 0; i < batch->entries.size(); ++i) {
      asio::co_spawn(executor(), send_one(batch, *with_.producer, i), asio::detached);
    }
    if (!co_await wait_for(*batch)) co_return false;
    co_return co_await finish(*batch);
  }

  asio::awaitable<Result<std::vector<OutboxEntry>>> next() {
    // What is published is removed, so the beginning is what comes next.
    Command command("XREAD", Access::read, "COUNT", options_.batch_entries_max, "BLOCK", options_.poll_wait.count(),
                    "STREAMS", keys::outbox, "0");
    const auto reply = co_await redis_->run(RequestContext(), std::move(command));
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<OutboxEntry> entries;
    for (const auto& one : entries_in(*reply)) {
      auto entry = read_entry(one);
      if (entry) {
        entries.push_back(std::move(*entry));
      } else if (!co_await set_aside(one, entry.error())) {
        co_return std::unexpected(std::move(entry.error()));
      }
    }
    co_return entries;
  }

  // An entry that cannot be read holds up nobody: it is kept elsewhere, for people.
  asio::awaitable<bool> set_aside(const redis::Reply& entry, const Error& error) {
    const auto parts = entry.list();
    if (parts.size() != 2 || !parts[0].text()) co_return false;
    Command command("XADD", Access::once, keys::set_aside, "*", "entry", *parts[0].text());
    for (const auto& field : parts[1].list()) command.add(field.text().value_or(""));
    const auto kept = co_await redis_->run(RequestContext(), std::move(command));
    if (!kept) co_return false;
    with_.log->error("an entry of the outbox is set aside", {{"why", error.message}});
    set_aside_->add(with_.worker->index());
    removable_.emplace_back(*parts[0].text());
    co_return true;
  }

  // Until all are acknowledged or refused, however long the broker is away, renewing the lead. False when it was lost:
  // what is in flight belongs to nobody then, and is not removed.
  asio::awaitable<bool> wait_for(Batch& batch) {
    while (batch.open > 0) {
      batch.timer.expires_after(options_.lead_lifetime / 4);
      co_await batch.timer.async_wait(awaited);
      if (batch.open > 0 && !co_await lead()) co_return false;
    }
    co_return true;
  }

  // What was published before and could not be removed then, is not published again.
  asio::awaitable<bool> remove_published() {
    if (removable_.empty()) co_return true;
    Command command(with_.scripts->remove, Access::repeatable, {keys::lead, keys::outbox}, name_);
    for (const auto& id : removable_) command.add(id);
    const auto removed = co_await redis_->run(RequestContext(), std::move(command));
    if (!removed) {
      tell("published events cannot be removed", removed.error());
      co_return false;
    }
    published_->add(with_.worker->index(), static_cast<double>(removable_.size()));
    removable_.clear();
    co_return true;
  }

  asio::awaitable<bool> finish(const Batch& batch) {
    std::ranges::move(acknowledged(batch), std::back_inserter(removable_));
    if (!co_await remove_published()) co_return false;
    if (const auto* failure = first_failure(batch)) {
      failed_->add(with_.worker->index());
      tell("an event was not published", *failure);
      co_return false;
    }
    backoff_.reset();
    trouble_.clear();
    co_return true;
  }

  void show(const std::vector<OutboxEntry>& entries) {
    waiting_->set(static_cast<double>(entries.size()));
    std::int64_t oldest_ms = 0;
    if (!entries.empty()) {
      // The id of an entry begins with the time when it was written.
      oldest_ms = with_.clock->now().time_since_epoch().count() - std::strtoll(entries.front().id.c_str(), nullptr, 10);
    }
    oldest_->set(static_cast<double>(std::max<std::int64_t>(0, oldest_ms)) / 1'000);
  }

  asio::awaitable<void> pause(milliseconds time) {
    timer_.expires_after(time);
    if (!stopped_) co_await timer_.async_wait(awaited);
  }

  // One line for each new trouble, not for each attempt.
  void tell(std::string_view what, const Error& error) {
    if (stopped_ || error.message == trouble_) return;
    trouble_ = error.message;
    with_.log->warning(what, {{"why", error.message}});
  }

  const Parts with_;
  const OutboxRelayOptions options_;
  const std::unique_ptr<redis::Client> redis_;
  const std::string name_;
  asio::steady_timer timer_;
  resilience::Backoff backoff_;
  telemetry::Gauge* leading_;
  telemetry::Counter* published_;
  telemetry::Counter* failed_;
  telemetry::Counter* set_aside_;
  telemetry::Gauge* waiting_;
  telemetry::Gauge* oldest_;
  std::vector<std::string> removable_;  // published, and still in the outbox
  std::string trouble_;
  bool stopped_ = false;
  std::atomic<bool> ended_ = true;
};

OutboxRelay::OutboxRelay(const Parts& parts, const OutboxRelayOptions& options)
    : loop_(std::make_shared<Loop>(parts, options)) {}

OutboxRelay::~OutboxRelay() = default;

Result<void> OutboxRelay::start() {
  loop_->start();
  return {};
}

void OutboxRelay::stop_accepting() {
  loop_->stop();
}

bool OutboxRelay::drained() const {
  return loop_->ended();
}

void OutboxRelay::stop() {
  loop_->stop();
  loop_->close();
}

}  // namespace plaza::booking
