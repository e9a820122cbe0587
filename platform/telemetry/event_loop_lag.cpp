#include "platform/telemetry/event_loop_lag.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include <boost/asio/steady_timer.hpp>

namespace plaza::telemetry {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds probe_period{100};
// The worst of this many probes is shown, and the worst of as many before them.
constexpr int window_probes = 150;

nanoseconds now() {
  return steady_clock::now().time_since_epoch();
}

// What is known of one worker. Its thread writes; a scrape reads from another, and may outlive the worker.
class Lag {
 public:
  void expect(nanoseconds due) { due_.store(due); }

  void ran() {
    worst_.store(std::max(worst_.load(), now() - due_.load()));
    if (++probes_ < window_probes) return;
    probes_ = 0;
    worst_before_.store(worst_.load());
    worst_.store(nanoseconds{0});
  }

  [[nodiscard]] double seconds() const {
    const auto late_now = std::max(nanoseconds{0}, now() - due_.load());
    return std::chrono::duration<double>(std::max({late_now, worst_.load(), worst_before_.load()})).count();
  }

 private:
  int probes_ = 0;
  std::atomic<nanoseconds> due_ = nanoseconds::max();
  std::atomic<nanoseconds> worst_ = nanoseconds{0};
  std::atomic<nanoseconds> worst_before_ = nanoseconds{0};
};

// Lives on its worker.
class Probe : public std::enable_shared_from_this<Probe> {
 public:
  Probe(Worker& worker, std::shared_ptr<Lag> lag) : timer_(worker.executor()), lag_(std::move(lag)) {}

  void arm() {
    const auto due = now() + probe_period;
    lag_->expect(due);
    timer_.expires_at(steady_clock::time_point(due));
    timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
      if (error) return;
      self->lag_->ran();
      self->arm();
    });
  }

 private:
  asio::steady_timer timer_;
  std::shared_ptr<Lag> lag_;
};

}  // namespace

void watch_event_loop_lag(const std::vector<Worker*>& workers, Metrics& metrics) {
  for (auto* worker : workers) {
    auto lag = std::make_shared<Lag>();
    asio::post(worker->executor(), [worker, lag] { std::make_shared<Probe>(*worker, lag)->arm(); });
    metrics.computed_gauge("event_loop_lag_seconds",
                           "How late a worker's timers run: the worst of the last 15 to 30 s.",
                           {{"worker", std::to_string(worker->index())}}, [lag] { return lag->seconds(); });
  }
}

}  // namespace plaza::telemetry
