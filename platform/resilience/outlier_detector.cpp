#include "platform/resilience/outlier_detector.hpp"

namespace plaza::resilience {

void OutlierOptions::describe(config::Section section) {
  section.value("consecutive_failures", consecutive_failures, "failures in a row that eject an endpoint", {1, 1'000});
  section.value("window_calls", window_calls, "calls looked back on at most", {1, 10'000});
  section.value("window_ms", window, "time looked back on at most", {100, 600'000});
  section.value("calls_min", calls_min, "calls needed to judge by the share of failures", {1, 10'000});
  section.value("failure_share", failure_share,
                "share of failures that ejects, when the others have half of it at most", {0.01, 1});
  section.value("ejection_ms", ejection, "first ejection; doubles with each in a row", {1, 600'000});
  section.value("ejection_max_ms", ejection_max, "longest ejection", {1, 600'000});
  section.value("ejected_share_max", ejected_share_max, "share of the endpoints ejected at once at most", {0, 1});
  section.value("patience_ms", patience, "a deadline that passed sooner is not held against the endpoint", {0, 60'000});
}

OutlierDetector::OutlierDetector(const OutlierOptions& options)
    : options_(options), window_(options.window_calls, options.window) {}

void OutlierDetector::record(const Outcome& outcome, SteadyTime now) {
  const auto verdict = judge(outcome, options_.patience);
  // Answers to calls from before the ejection say nothing new.
  if (verdict == Verdict::ignored || ejected(now)) return;
  window_.add(verdict == Verdict::failure, false, now);
  if (verdict == Verdict::failure) {
    ++failures_in_a_row_;
    return;
  }
  failures_in_a_row_ = 0;
  probation_ = false;
  // Well for a whole window: the past is forgotten.
  if (now - ejected_until_ > options_.window) ejections_in_a_row_ = 0;
}

bool OutlierDetector::suspicious(double others_failure_share) const {
  if (failures_in_a_row_ >= (probation_ ? 1 : options_.consecutive_failures)) return true;
  return window_.calls() >= options_.calls_min && window_.failure_share() >= options_.failure_share &&
         window_.failure_share() >= 2 * others_failure_share;
}

void OutlierDetector::eject(SteadyTime now) {
  constexpr std::uint32_t doublings_max = 20;
  const auto time = options_.ejection * (std::int64_t{1} << std::min(ejections_in_a_row_, doublings_max));
  ejected_until_ = now + std::min(time, options_.ejection_max);
  ++ejections_in_a_row_;
  ++times_ejected_;
  failures_in_a_row_ = 0;
  probation_ = true;
  window_.clear();
}

}  // namespace plaza::resilience
