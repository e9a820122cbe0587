#pragma once

#include <cmath>
#include <deque>
#include <functional>
#include <optional>

#include "platform/resilience/adaptive_limit.hpp"
#include "platform/resilience/random_source.hpp"
#include "platform/resilience/simulation/event_queue.hpp"

namespace plaza::resilience::simulation {

enum class Condition : std::uint8_t {
  well,
  dead,     // connections are refused
  silent,   // half-open: takes calls and never answers
  failing,  // answers at once that it cannot
};

struct ServerOptions {
  std::uint32_t cores = 2;
  double work_ms = 1;       // mean, exponentially distributed
  double shed_work_ms = 0;  // what it costs to refuse a call
  double waiting_ms = 0;    // of each call, for something else, without a core
  std::optional<AdaptiveLimitOptions> limit{};
  AdaptiveLimit::Rule rule = next_limit_by_gradient;
};

// A server of a few cores with one queue before them.
class SimulatedServer {
 public:
  using Answer = std::function<void(const Outcome&)>;  // `took` is not filled in

  SimulatedServer(EventQueue& events, const ServerOptions& options, std::uint64_t seed)
      : events_(events), options_(options), random_(seed) {
    if (options.limit) limit_.emplace(*options.limit, options.rule);
  }

  void become(Condition condition) { condition_ = condition; }
  void become_slower(double factor) { slowness_ = factor; }
  [[nodiscard]] Condition condition() const { return condition_; }
  [[nodiscard]] const std::optional<AdaptiveLimit>& limit() const { return limit_; }
  [[nodiscard]] std::uint64_t calls() const { return calls_; }

  // Before those who wait for its answers go.
  void drop_all() { queue_.clear(); }

  void call(Priority priority, SteadyTime deadline, Answer answer) {
    ++calls_;
    switch (condition_) {
      case Condition::well:
        return serve(priority, deadline, std::move(answer));
      case Condition::dead:
        return answer({Code::unavailable});
      case Condition::failing:
        return answer({Code::internal});
      case Condition::silent:
        return;
    }
  }

 private:
  struct Job {
    SteadyTime arrived;
    SteadyTime deadline;
    Answer answer;
    std::optional<AdaptiveLimit::Lease> lease;
  };
  using JobPtr = std::shared_ptr<Job>;

  void serve(Priority priority, SteadyTime deadline, Answer answer) {
    auto job = std::make_shared<Job>(Job{events_.now(), deadline, std::move(answer), std::nullopt});
    if (limit_) {
      job->lease = limit_->admit(priority);
      if (!job->lease) {
        shed_work_ms_ += options_.shed_work_ms;
        return job->answer({.code = Code::unavailable, .shed = true});
      }
    }
    queue_.push_back(std::move(job));
    work();
  }

  void work() {
    while (busy_ < options_.cores && !queue_.empty()) {
      auto job = std::move(queue_.front());
      queue_.pop_front();
      if (events_.now() >= job->deadline) {
        finish(job, Code::deadline_exceeded);
        continue;
      }
      ++busy_;
      events_.after(some_work(), [this, job] {
        --busy_;
        events_.after(milliseconds_of(options_.waiting_ms * slowness_), [this, job] { finish(job, Code::ok); });
        work();
      });
    }
  }

  void finish(const JobPtr& job, Code code) {
    const Outcome outcome{code, events_.now() - job->arrived};
    if (job->lease) job->lease->finish(outcome, events_.now());
    job->answer(outcome);
  }

  Duration some_work() {
    const double mean_ms = options_.work_ms * slowness_;
    return milliseconds_of((-std::log(1 - random_.unit()) * mean_ms) + std::exchange(shed_work_ms_, 0));
  }
  static Duration milliseconds_of(double ms) {
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>{ms});
  }

  EventQueue& events_;
  ServerOptions options_;
  RandomSource random_;
  std::optional<AdaptiveLimit> limit_;
  std::deque<JobPtr> queue_;
  Condition condition_ = Condition::well;
  double slowness_ = 1;
  double shed_work_ms_ = 0;  // done by the core that is free next
  std::uint32_t busy_ = 0;
  std::uint64_t calls_ = 0;
};

}  // namespace plaza::resilience::simulation
