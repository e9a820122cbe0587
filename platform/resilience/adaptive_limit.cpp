#include "platform/resilience/adaptive_limit.hpp"

namespace plaza::resilience {

void AdaptiveLimitOptions::describe(config::Section section) {
  section.value("initial", initial, "requests at once before anything is known", {1, 100'000});
  section.value("min", min, "requests at once at least", {1, 100'000});
  section.value("max", max, "requests at once at most", {1, 100'000});
  section.value("window_ms", window, "how often the limit is set anew", {10, 10'000});
  section.value("window_calls_min", window_calls_min, "requests a window must have seen", {1, 10'000});
  section.value("tolerance", tolerance, "latency may be so many times what it is without a queue", {1, 100});
  section.value("baseline_age_ms", baseline_age, "when the latency without a queue is measured anew", {100, 600'000});
  section.value("batch_share", batch_share, "share of the limit that batch requests may use", {0, 1});
  section.value("health_extra", health_extra, "health checks let in beyond the limit", {0, 1'000});
}

std::string_view to_string(Priority priority) {
  switch (priority) {
    case Priority::batch:
      return "batch";
    case Priority::interactive:
      return "interactive";
    case Priority::health:
      return "health";
  }
  return "unknown";
}

AdaptiveLimit::AdaptiveLimit(const AdaptiveLimitOptions& options, Rule rule)
    : options_(options), rule_(rule), baseline_(options.baseline_age), limit_(options.initial) {}

void AdaptiveLimit::change(const AdaptiveLimitOptions& options) {
  options_ = options;
  baseline_.change(options.baseline_age);
  limit_ = std::clamp<double>(limit_, options.min, std::max(options.min, options.max));
}

std::optional<AdaptiveLimit::Lease> AdaptiveLimit::admit(Priority priority) {
  if (in_flight_ >= places_for(priority)) {
    ++shed_[static_cast<std::size_t>(priority)];
    // Shedding shows that the limit is in use, even where health checks hold some of it.
    in_flight_peak_ = std::max(in_flight_peak_, in_flight_);
    return std::nullopt;
  }
  ++in_flight_;
  in_flight_peak_ = std::max(in_flight_peak_, in_flight_);
  return Lease(*this, priority);
}

std::uint32_t AdaptiveLimit::places_for(Priority priority) const {
  switch (priority) {
    case Priority::batch:
      return static_cast<std::uint32_t>(limit_ * options_.batch_share);
    case Priority::interactive:
      return limit();
    case Priority::health:
      return limit() + options_.health_extra;
  }
  return limit();
}

void AdaptiveLimit::finish(Token priority, const Outcome& outcome, SteadyTime now) {
  --in_flight_;
  const bool tells = outcome.code == Code::ok || outcome.code == Code::deadline_exceeded;
  if (priority == Priority::health || !(tells || outcome.shed)) return;
  if (window_.calls() + window_.shed() == 0) window_began_ = std::max(window_began_, now - outcome.took);
  if (outcome.shed) {
    window_.add_shed();
  } else {
    window_.add(outcome.took);
  }
  const bool enough = window_.calls() + window_.shed() >= options_.window_calls_min;
  if (enough && now - window_began_ >= options_.window) end_window(now);
}

void AdaptiveLimit::end_window(SteadyTime now) {
  if (window_.calls() == 0) {
    set_limit(0, 0);
  } else {
    take_mean(std::max(window_.mean_ms(), 0.001), now);
  }
  window_.clear();
  window_began_ = now;
  in_flight_peak_ = in_flight_;
}

void AdaptiveLimit::take_mean(double mean_ms, SteadyTime now) {
  switch (quiet_) {
    case Quiet::none:
      return adapt(mean_ms, now);
    case Quiet::draining:
      quiet_ = Quiet::measuring;
      return;
    case Quiet::measuring:
      return measure_quiet(mean_ms, now);
  }
}

void AdaptiveLimit::adapt(double mean_ms, SteadyTime now) {
  baseline_.observe(mean_ms, now);
  // A limit that is not reached is neither proved too small nor too large.
  const bool in_use = in_flight_peak_ >= limit() / 2 || window_.shed() > 0;
  if (!in_use) {
    if (baseline_.old(now)) baseline_.replace(mean_ms, now);
    return;
  }
  if (baseline_.old(now)) return begin_quiet(mean_ms);
  set_limit(mean_ms, *baseline_.best_ms());
}

void AdaptiveLimit::set_limit(double mean_ms, double baseline_ms) {
  const double next = rule_({limit_, mean_ms, baseline_ms, options_.tolerance, window_.shed_share()});
  limit_ = std::clamp<double>(next, options_.min, std::max(options_.min, options_.max));
}

void AdaptiveLimit::begin_quiet(double mean_ms) {
  limit_before_quiet_ = limit_;
  halve(mean_ms);
}

void AdaptiveLimit::halve(double mean_ms) {
  quiet_ = Quiet::draining;
  mean_before_halving_ms_ = mean_ms;
  limit_ = std::max<double>(limit_ / 2, options_.min);
}

void AdaptiveLimit::measure_quiet(double mean_ms, SteadyTime now) {
  // Latency that falls with the limit came from a queue; what is left when it no longer does is the work itself.
  constexpr double better = 0.8;
  if (mean_ms < better * mean_before_halving_ms_ && limit_ > options_.min) return halve(mean_ms);
  quiet_ = Quiet::none;
  baseline_.replace(std::min(mean_ms, mean_before_halving_ms_), now);
  limit_ = limit_before_quiet_;
}

}  // namespace plaza::resilience
