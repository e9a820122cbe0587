#include "gateway/api/rates.hpp"

#include <cstdint>

#include "platform/resilience/outcome.hpp"

namespace plaza::gateway {
namespace {

constexpr milliseconds pause{1'000};

// Whether a call that ended with the code of this name says that its service is not well, as breakers judge it.
bool is_bad(std::string_view name) {
  for (auto number = static_cast<std::uint8_t>(Code::ok); number <= static_cast<std::uint8_t>(Code::unauthenticated);
       ++number) {
    const auto code = static_cast<Code>(number);
    if (to_string(code) == name) return resilience::judge({.code = code}, {}) == resilience::Verdict::failure;
  }
  return false;
}

}  // namespace

Rates::Rates(const telemetry::Metrics& metrics, const Clock& clock, Worker& worker)
    : metrics_(metrics), clock_(clock), task_("rates", worker, pause, [this] { return round(); }) {}

asio::awaitable<bool> Rates::round() {
  read();
  co_return true;
}

void Rates::read() {
  Reading reading{.at = clock_.steady_now(), .requests = {}, .calls = {}};
  for (const auto& [labels, value] : metrics_.counted("http_requests_total")) {
    reading.requests.all += value;
    if (labels.at("status").starts_with('5')) reading.requests.failed += value;
  }
  for (const auto& [labels, value] : metrics_.counted("rpc_client_requests_total")) {
    auto& calls = reading.calls[labels.at("service")];
    calls.all += value;
    if (is_bad(labels.at("code"))) calls.failed += value;
  }
  const std::lock_guard lock(mutex_);
  readings_.push_back(std::move(reading));
  while (readings_.size() > 2 && readings_.back().at - readings_[1].at >= window) readings_.pop_front();
}

Rate Rates::rate(const std::function<Count(const Reading&)>& count) const {
  const std::lock_guard lock(mutex_);
  if (readings_.size() < 2) return {};
  const std::chrono::duration<double> between = readings_.back().at - readings_.front().at;
  if (between.count() <= 0) return {};
  const auto first = count(readings_.front());
  const auto last = count(readings_.back());
  return {.per_second = (last.all - first.all) / between.count(),
          .failed_per_second = (last.failed - first.failed) / between.count()};
}

Rate Rates::requests() const {
  return rate([](const Reading& reading) { return reading.requests; });
}

Rate Rates::calls(std::string_view service) const {
  return rate([service](const Reading& reading) {
    const auto found = reading.calls.find(service);
    return found == reading.calls.end() ? Count{} : found->second;
  });
}

}  // namespace plaza::gateway
