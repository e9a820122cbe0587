#include "bench/load/tally.hpp"

#include <cmath>

#include <fmt/format.h>

namespace plaza::bench {
namespace {

std::string quantiles(const LatencyRecord& record) {
  return fmt::format(R"({{"p50":{:.4f},"p90":{:.4f},"p99":{:.4f},"p999":{:.4f},"max":{:.4f}}})",
                     record.quantile_ms(0.5), record.quantile_ms(0.9), record.quantile_ms(0.99),
                     record.quantile_ms(0.999), record.quantile_ms(1));
}

}  // namespace

Tally::Tally(TimePoint begin, double seconds)
    : begin_(begin), seconds_wanted_(seconds), seconds_(static_cast<std::size_t>(std::max(1.0, std::ceil(seconds)))) {}

Tally::Second* Tally::second_of(TimePoint due) {
  const auto since = std::chrono::duration<double>(due - begin_).count();
  if (since < 0 || since >= seconds_wanted_) return nullptr;
  return &seconds_[static_cast<std::size_t>(since)];
}

void Tally::answered(const Answer& answer, TimePoint due, TimePoint now) {
  ++answered_total_;
  auto* second = second_of(due);
  if (second == nullptr) return;
  ++statuses_[answer.status];
  if (answer.status / 100 == 2) {
    ++second->served;
    second->latency.add(now - due);
    served_.add(now - due);
  } else {
    ++second->refused;
    refused_.add(now - due);
  }
}

void Tally::lost(Loss loss, TimePoint due) {
  if (auto* second = second_of(due)) {
    ++second->lost;
    ++losses_[static_cast<std::size_t>(loss)];
  }
}

std::string Tally::json(double load_cpu_seconds) const {
  std::string statuses;
  for (const auto& [status, count] : statuses_) {
    statuses += fmt::format("{}\"{}\":{}", statuses.empty() ? "" : ",", status, count);
  }
  std::string seconds;
  for (const auto& second : seconds_) {
    seconds += fmt::format(R"({}{{"served":{},"refused":{},"lost":{},"p99_ms":{:.3f}}})", seconds.empty() ? "" : ",",
                           second.served, second.refused, second.lost, second.latency.quantile_ms(0.99));
  }
  return fmt::format(
      R"({{"seconds":{},"answered_total":{},"statuses":{{{}}},"broken":{},"timed_out":{},"not_sent":{},)"
      R"("connect_failures":{},"served_ms":{},"refused_ms":{},"load_cpu_seconds":{:.3f},"by_second":[{}]}})",
      seconds_wanted_, answered_total_, statuses, losses_[0], losses_[1], losses_[2], connect_failures_,
      quantiles(served_), quantiles(refused_), load_cpu_seconds, seconds);
}

}  // namespace plaza::bench
