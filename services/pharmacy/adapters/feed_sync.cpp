#include "services/pharmacy/adapters/feed_sync.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/core/random.hpp"
#include "platform/rpc/backoff.hpp"
#include "services/pharmacy/adapters/feed_keeper.hpp"

namespace plaza::pharmacy {

// Lives on the background worker from its start to the end of that worker. The coroutine holds it.
class FeedSync::Loop : public std::enable_shared_from_this<FeedSync::Loop> {
 public:
  Loop(const SyncSurroundings& with, const FeedOptions& options, std::unique_ptr<FeedSource> source,
       const std::shared_ptr<Present>& present)
      : with_(with),
        options_(options),
        source_(std::move(source)),
        metrics_(*with.metrics, with.worker->index(), *with.clock, present, options.freshness()),
        keeper_(options, source_->shown(), {with.clock, with.health, with.log, &metrics_}, present),
        timer_(with.worker->executor()) {}

  [[nodiscard]] Result<void> start() {
    if (auto started = keeper_.start(); !started) return started;
    asio::co_spawn(with_.worker->executor(), run(shared_from_this()), asio::detached);
    return {};
  }

  void stop() {
    asio::post(with_.worker->executor(), [self = shared_from_this()] {
      self->stopping_ = true;
      self->timer_.cancel();
    });
  }

 private:
  static asio::awaitable<void> run(std::shared_ptr<Loop> self) {
    while (!self->stopping_) {
      co_await self->sync();
      if (!self->stopping_) co_await self->pause(self->time_to_next_sync());
    }
  }

  asio::awaitable<void> sync() {
    const auto begun = with_.clock->steady_now();
    try {
      auto fetched = co_await fetch();
      const auto duration = with_.clock->steady_now() - begun;
      if (fetched) {
        keeper_.take(std::move(*fetched), duration);
      } else if (!stopping_) {
        keeper_.fetch_failed(fetched.error(), duration);
      }
    } catch (const std::exception& exception) {
      // No library may end the loop: memory that ran short is there again at the next sync.
      keeper_.fetch_failed({.code = Code::internal, .message = exception.what(), .reason = "INTERNAL"},
                           with_.clock->steady_now() - begun);
    }
  }

  asio::awaitable<Result<FetchedFeed>> fetch() {
    rpc::Backoff backoff(options_.backoff, options_.backoff_max);
    for (std::uint32_t attempt = 1;; ++attempt) {
      auto fetched = co_await source_->fetch(keeper_.validators(), with_.clock->steady_now() + options_.timeout);
      if (fetched || attempt >= options_.attempts_max || stopping_ || !may_pass(fetched.error())) co_return fetched;
      co_await pause(backoff.next());
    }
  }

  static bool may_pass(const Error& error) {
    return error.code == Code::unavailable || error.code == Code::deadline_exceeded;
  }

  // Without anything to serve, the next sync comes as soon as a retry would.
  milliseconds time_to_next_sync() {
    constexpr double random_max = 18'446'744'073'709'551'615.0;
    const auto period = keeper_.has_feed() ? options_.period : std::min(options_.period, options_.backoff_max);
    const auto share = 1 + options_.period_jitter * (2 * static_cast<double>(random_bits()) / random_max - 1);
    return std::chrono::duration_cast<milliseconds>(period * share);
  }

  asio::awaitable<void> pause(milliseconds time) {
    timer_.expires_after(time);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
  }

  SyncSurroundings with_;
  FeedOptions options_;
  std::unique_ptr<FeedSource> source_;
  FeedMetrics metrics_;
  FeedKeeper keeper_;
  asio::steady_timer timer_;
  bool stopping_ = false;
};

FeedSync::FeedSync(SyncSurroundings surroundings, const FeedOptions& options, std::shared_ptr<Present> present)
    : with_(surroundings), options_(options), present_(std::move(present)) {}

FeedSync::FeedSync(Process& process, const FeedOptions& options, std::shared_ptr<Present> present)
    : FeedSync({.worker = &process.workers().background(),
                .clock = &process.clock(),
                .health = &process.health(),
                .log = &process.log(),
                .metrics = &process.metrics()},
               options, std::move(present)) {}

FeedSync::~FeedSync() = default;

Result<void> FeedSync::start() {
  auto source = make_feed_source(options_.source, options_.body_bytes_max, with_.worker->executor());
  if (!source) return std::unexpected(std::move(source.error()));
  loop_ = std::make_shared<Loop>(with_, options_, std::move(*source), present_);
  return loop_->start();
}

void FeedSync::stop() {
  if (loop_) loop_->stop();
}

}  // namespace plaza::pharmacy
