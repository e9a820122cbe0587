#include "platform/rpc/call_metrics.hpp"

#include <fmt/format.h>

namespace plaza::rpc {

namespace {

telemetry::Labels labels_of(const Method& method) {
  return {{"service", std::string(method.service)}, {"method", std::string(method.name)}};
}

}  // namespace

CallMetrics::CallMetrics(telemetry::Metrics& metrics, std::string side, std::size_t slot)
    : metrics_(&metrics), side_(std::move(side)), slot_(slot) {}

void CallMetrics::begun(const Method& method) {
  of(method).in_flight->add(1);
}

void CallMetrics::finished(const Method& method, Code code, std::chrono::nanoseconds duration) {
  auto& handles = of(method);
  handles.in_flight->add(-1);
  handles.seconds->observe(slot_, std::chrono::duration<double>(duration).count());
  counter(method, handles, code).add(slot_);
}

CallMetrics::Handles& CallMetrics::of(const Method& method) {
  auto& handles = handles_[&method];
  if (handles.seconds == nullptr) {
    const auto labels = labels_of(method);
    handles.seconds = &metrics_->histogram(fmt::format("rpc_{}_seconds", side_),
                                           "Time from the start of a call to its answer", labels);
    handles.in_flight =
        &metrics_->gauge(fmt::format("rpc_{}_requests_in_flight", side_), "Calls without an answer yet", labels);
  }
  return handles;
}

telemetry::Counter& CallMetrics::counter(const Method& method, Handles& handles, Code code) {
  // A code beyond the enumeration is counted as unknown.
  auto index = static_cast<std::size_t>(code);
  if (index >= handles.by_code.size()) index = static_cast<std::size_t>(Code::unknown);
  auto*& found = handles.by_code[index];
  if (found == nullptr) {
    auto labels = labels_of(method);
    labels.emplace("code", to_string(static_cast<Code>(index)));
    found =
        &metrics_->counter(fmt::format("rpc_{}_requests_total", side_), "Calls by the code of their answer", labels);
  }
  return *found;
}

}  // namespace plaza::rpc
