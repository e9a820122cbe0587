#include "gateway/edge/limits/shared_limits.hpp"

#include <charconv>
#include <mutex>
#include <span>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/edge/limits/shared_rate_limiter.hpp"

namespace plaza::gateway {
namespace {

using Taken = SharedRateLimiter::Taken;

// The arithmetic of resilience::take, by the clock of the server that all gateways share. A bucket may owe as much as
// it holds: what gateways took before they had heard of each other. KEYS: buckets. ARGV: size, window in ms, and for
// each bucket what was taken. Answers what is left in each.
constexpr std::string_view exchange_text = R"lua(
local size, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local left = {}
for i, key in ipairs(KEYS) do
  local bucket = redis.call('HMGET', key, 't', 'a')
  local tokens, at = tonumber(bucket[1]), tonumber(bucket[2])
  if not tokens then tokens, at = size, now end
  tokens = math.min(size, tokens + math.max(0, now - at) * size / window) - tonumber(ARGV[2 + i])
  tokens = math.max(tokens, -size)
  redis.call('HSET', key, 't', string.format('%.6f', tokens), 'a', now)
  redis.call('PEXPIRE', key, window * 2)
  left[i] = string.format('%.6f', tokens)
end
return left
)lua";

std::optional<double> number_in(const redis::Reply& reply) {
  const auto text = reply.text();
  if (!text) return std::nullopt;
  double number = 0;
  const auto parsed = std::from_chars(text->data(), text->data() + text->size(), number);
  return parsed.ec == std::errc() ? std::optional(number) : std::nullopt;
}

}  // namespace

void SharedLimitsOptions::describe(config::Section section) {
  section.value("enabled", enabled,
                "Count rate limits together with the other gateways, in Redis; off: each gateway counts for itself");
  section.value("interval_ms", interval,
                "how often gateways tell each other; what they let through meanwhile may exceed a limit",
                {.min = 10, .max = 10'000});
  redis.describe(section.section("redis"));
}

// Shared by the component and its coroutine, which may end later.
class SharedLimits::Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(Worker& worker, redis::Client& redis, const Clock& clock, telemetry::Metrics& metrics, milliseconds interval)
      : worker_(worker),
        redis_(redis),
        clock_(clock),
        interval_(interval),
        timer_(worker.executor()),
        shared_(metrics.gauge("rate_limits_shared", "1: counts are kept with the other gateways; 0: here alone")) {}

  std::unique_ptr<RateLimiter> make(const std::string& policy, const resilience::KeyedRateLimitOptions& options) {
    auto made = std::make_unique<Handle>(options);
    const std::scoped_lock lock(mutex_);
    limiters_.push_back({policy, made->limiter});
    return made;
  }
  void start() {
    asio::post(worker_.executor(), [self = shared_from_this()] {
      asio::co_spawn(self->worker_.executor(), self->run(self), asio::detached);
    });
  }
  void stop() {
    asio::post(worker_.executor(), [self = shared_from_this()] {
      self->stopped_ = true;
      self->timer_.cancel();
    });
  }

 private:
  // What RateLimits owns; the limiter itself lives as long as it is exchanged.
  struct Handle final : RateLimiter {
    explicit Handle(const resilience::KeyedRateLimitOptions& options)
        : limiter(std::make_shared<SharedRateLimiter>(options)) {}
    resilience::RateDecision take(std::string_view key, SteadyTime now) override { return limiter->take(key, now); }
    void change(const resilience::KeyedRateLimitOptions& options) override { limiter->change(options); }
    const std::shared_ptr<SharedRateLimiter> limiter;
  };
  struct Named {
    std::string policy;
    std::shared_ptr<SharedRateLimiter> limiter;
  };

  asio::awaitable<void> run(std::shared_ptr<Exchange> /*self*/) {
    while (!stopped_) {
      bool shared = true;
      for (const auto& one : all()) shared = co_await exchange(one) && shared;
      shared_.set(shared ? 1 : 0);
      timer_.expires_after(interval_);
      co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
  }
  std::vector<Named> all() {
    const std::scoped_lock lock(mutex_);
    return limiters_;
  }

  // False when Redis is away: what was taken is told the next time.
  asio::awaitable<bool> exchange(Named one) {
    const auto taken = one.limiter->collect();
    for (std::size_t from = 0; from < taken.size(); from += batch_keys_max) {
      const auto batch = std::span(taken).subspan(from, std::min(batch_keys_max, taken.size() - from));
      if (co_await tell(one, batch)) continue;
      one.limiter->keep({taken.begin() + static_cast<std::ptrdiff_t>(from), taken.end()});
      co_return false;
    }
    co_return true;
  }

  asio::awaitable<bool> tell(const Named& one, std::span<const Taken> taken) {
    std::vector<std::string> names;
    names.reserve(taken.size());
    for (const auto& client : taken) names.push_back("{limits}:" + one.policy + ":" + client.key);
    const std::vector<std::string_view> keys(names.begin(), names.end());
    const auto rate = one.limiter->rate();
    redis::Command command(script_, redis::Access::once, keys, rate.requests, rate.window.count());
    for (const auto& client : taken) command.add(client.tokens);
    const auto reply = co_await redis_.run(RequestContext(), std::move(command));
    if (!reply || reply->list().size() != taken.size()) co_return false;
    const auto now = clock_.steady_now();
    for (std::size_t i = 0; i < taken.size(); ++i) {
      if (const auto left = number_in(reply->list()[i])) one.limiter->settle(taken[i].key, *left, now);
    }
    co_return true;
  }

  Worker& worker_;
  redis::Client& redis_;
  const Clock& clock_;
  const milliseconds interval_;
  const redis::Script script_{"rate_limits", std::string(exchange_text)};
  asio::steady_timer timer_;
  telemetry::Gauge& shared_;
  std::mutex mutex_;  // for the limiters
  std::vector<Named> limiters_;
  bool stopped_ = false;
};

SharedLimits::SharedLimits(Worker& worker, redis::Client& redis, const Clock& clock, telemetry::Metrics& metrics,
                           milliseconds interval)
    : exchange_(std::make_shared<Exchange>(worker, redis, clock, metrics, interval)) {}

SharedLimits::~SharedLimits() = default;

std::unique_ptr<RateLimiter> SharedLimits::make(const std::string& policy,
                                                const resilience::KeyedRateLimitOptions& options) {
  return exchange_->make(policy, options);
}

Result<void> SharedLimits::start() {
  exchange_->start();
  return {};
}

void SharedLimits::stop() {
  exchange_->stop();
}

}  // namespace plaza::gateway
