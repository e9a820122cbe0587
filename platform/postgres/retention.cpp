#include "platform/postgres/retention.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace plaza::postgres {
namespace {

constexpr milliseconds statement_time_max{10'000};

}  // namespace

void RetentionOptions::describe(config::Section section) {
  section.value("interval_ms", interval, "how often is looked for what has been kept long enough",
                {.min = 10, .max = 86'400'000});
  section.value("batch_rows_max", batch_rows_max, "rows that are removed in one transaction",
                {.min = 1, .max = 100'000});
}

// Shared by the component and its coroutine, which may end later.
class Retention::Loop : public std::enable_shared_from_this<Loop> {
 public:
  Loop(Surroundings with, Pool& pool, const RetentionOptions& options, const std::vector<RetentionRule>& rules)
      : with_(with), pool_(&pool), options_(options), timer_(with.workers->background().executor()) {
    for (const auto& rule : rules) {
      auto& removed = with.metrics->counter("retention_removed_total", "Rows that were kept long enough, and removed",
                                            {{"statement", std::string(rule.remove.name)}});
      rules_.push_back({rule, &removed});
    }
  }

  void start() { asio::co_spawn(with_.workers->background().executor(), run(shared_from_this()), asio::detached); }
  void stop() {
    stopped_ = true;
    timer_.cancel();
  }

 private:
  struct Counted {
    RetentionRule rule;
    telemetry::Counter* removed;
  };

  static asio::awaitable<void> run(std::shared_ptr<Loop> self) {
    while (!self->stopped_) {
      for (const auto& one : self->rules_) co_await self->remove(one);
      self->timer_.expires_after(self->options_.interval);
      if (!self->stopped_) co_await self->timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
  }

  asio::awaitable<void> remove(const Counted& one) {
    const auto before = with_.clock->now() - one.rule.keep;
    const auto limit = static_cast<std::int32_t>(options_.batch_rows_max);
    for (std::uint64_t removed = options_.batch_rows_max; removed == options_.batch_rows_max && !stopped_;) {
      RequestContext context;
      context.deadline = with_.clock->steady_now() + statement_time_max;
      context.background = true;
      const auto rows = co_await pool_->query(context, one.rule.remove, before, limit);
      if (!rows) {
        with_.log->warning("what was kept long enough stays for now",
                           {{"statement", one.rule.remove.name}, {"why", rows.error().message}});
        co_return;
      }
      removed = rows->affected();
      one.removed->add(with_.workers->size(), static_cast<double>(removed));
    }
  }

  Surroundings with_;
  Pool* pool_;
  RetentionOptions options_;
  std::vector<Counted> rules_;
  asio::steady_timer timer_;
  bool stopped_ = false;
};

Retention::Retention(Surroundings with, const Database& database, const RetentionOptions& options,
                     const std::vector<RetentionRule>& rules)
    : loop_(std::make_shared<Loop>(with, database.of(with.workers->background()), options, rules)),
      worker_(&with.workers->background()) {}

Retention::~Retention() = default;

Result<void> Retention::start() {
  asio::post(worker_->executor(), [loop = loop_] { loop->start(); });
  return {};
}

void Retention::stop() {
  run_on(*worker_, [this] { loop_->stop(); });
}

}  // namespace plaza::postgres
